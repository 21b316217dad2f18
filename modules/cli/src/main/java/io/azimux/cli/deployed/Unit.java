package io.azimux.cli.deployed;

import java.net.URI;
import java.util.List;

/**
 * What holds one process: a container or a pod, in one of its lives.
 *
 * @param id by which the platform knows it, also when it is started again
 * @param life tells this life from every other one
 * @param place what people call it: {@code container azimux_mux_2}
 * @param urls base addresses of its endpoint, the best first; which of them can be reached from
 *     here is found out by asking
 */
public record Unit(String id, String life, String place, List<URI> urls) {
  /** Copies the list. */
  public Unit {
    urls = List.copyOf(urls);
  }
}
