package io.azimux.console.deployment;

import io.azimux.cluster.http.Status;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes that are given by address, and all others that those know: every process tells which
 * members the cluster has, and where each of them answers.
 */
public final class SeedNodes implements Nodes {
  private final List<NodeAddress> named;
  private final List<URI> seeds;

  /**
   * Knows these.
   *
   * @param named processes by name, asked always
   * @param seeds any processes; asked until one of them tells of all
   */
  public SeedNodes(List<NodeAddress> named, List<URI> seeds) {
    this.named = List.copyOf(named);
    this.seeds = List.copyOf(seeds);
  }

  @Override
  public List<NodeAddress> addresses(Collection<Status> answers) {
    Map<URI, NodeAddress> all = new LinkedHashMap<>();
    named.forEach(node -> all.put(node.url(), node));
    for (Status status : answers) {
      for (Status.Member member : status.members()) {
        if (!member.http().isEmpty() && !seeds.isEmpty()) {
          URI url = URI.create(member.http());
          all.putIfAbsent(url, new NodeAddress(url.getAuthority(), url, List.of()));
        }
      }
    }
    if (all.isEmpty()) {
      seeds.forEach(url -> all.put(url, new NodeAddress(url.getAuthority(), url, List.of())));
    }
    return new ArrayList<>(all.values());
  }
}
