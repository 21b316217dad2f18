package io.azimux.cli.lab.talk;

import io.azimux.cli.console.Console;
import io.azimux.cluster.json.JsonWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The program: {@code udp-sink PORT} and {@code tcp-sink PORT} count what comes and print {@code
 * count} and {@code nanos} as a line of JSON; {@code udp ADDRESS PORT PER_SECOND SECONDS} and
 * {@code tcp ADDRESS PORT SECONDS} send.
 */
public final class FloodMain {
  private FloodMain() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Console console = Console.ofProcess();
    Runnable ready = () -> console.result(TalkMain.LISTENS);
    int port = Integer.parseInt(arguments[arguments[0].endsWith("sink") ? 1 : 2]);
    switch (arguments[0]) {
      case "udp-sink" -> console.result(JsonWriter.write(Flood.datagramsAt(port, ready)));
      case "tcp-sink" -> console.result(JsonWriter.write(Flood.streamAt(port, ready)));
      case "udp" -> {
        long sent =
            Flood.datagrams(
                new InetSocketAddress(arguments[1], port),
                Long.parseLong(arguments[3]),
                Duration.ofSeconds(Long.parseLong(arguments[4])));
        console.result(Long.toString(sent));
      }
      default -> {
        long sent =
            Flood.stream(
                new InetSocketAddress(arguments[1], port),
                Duration.ofSeconds(Long.parseLong(arguments[3])));
        console.result(Long.toString(sent));
      }
    }
  }
}
