package io.azimux.benchmarks.attach;

import io.azimux.cluster.placement.JvmPlan;
import io.azimux.gateway.socket.Transport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Small datagrams from one guest outside to another: through two tunnels, two hosts and a router,
 * all elements in one JVM. Beside it, in the same run, the same program with nothing between.
 */
public final class AttachBench {
  private static final String USAGE =
      """
      Measures small datagrams between two guests outside, on two hosts, all elements in one JVM.
        --seconds N   length of each measurement (8)
        --rounds N    rounds of all peers (3)
        --payload N   bytes of UDP payload (18)
      """;

  private static final int USAGE_STATUS = 64;

  private final PrintStream out;
  private int seconds = 8;
  private int rounds = 3;
  private int payload = 18;

  private AttachBench(PrintStream out) {
    this.out = out;
  }

  /**
   * Measures and prints.
   *
   * @return 0, or 64 for an argument that it does not know
   */
  public static int run(List<String> arguments, PrintStream out)
      throws IOException, InterruptedException {
    AttachBench bench = new AttachBench(out);
    if (!bench.parse(arguments)) {
      out.print(USAGE);
      return arguments.contains("--help") ? 0 : USAGE_STATUS;
    }
    bench.measure();
    return 0;
  }

  private boolean parse(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      String value = arguments.get(i + 1);
      if (!value.matches("[1-9][0-9]{0,3}")) {
        return false;
      }
      int number = Integer.parseInt(value);
      switch (arguments.get(i)) {
        case "--seconds" -> seconds = number;
        case "--rounds" -> rounds = number;
        case "--payload" -> payload = Math.min(number, Stream.MOST_PAYLOAD);
        default -> {
          return false;
        }
      }
    }
    return arguments.size() % 2 == 0;
  }

  private void measure() throws IOException, InterruptedException {
    out.printf(
        Locale.ROOT,
        "UDP, %d bytes of payload, from guest to guest; datagrams a second that arrived%n",
        payload);
    for (int round = 0; round < rounds; round++) {
      print("no emulator, a socket between", direct());
      print("one JVM, epoll", through(Transport.EPOLL, List.of()));
      print("one JVM, epoll, C1 as in clusters", through(Transport.EPOLL, JvmPlan.VIRTUAL_MACHINE));
      print("one JVM, NIO", through(Transport.NIO, List.of()));
    }
  }

  private void print(String name, double rate) {
    out.printf(Locale.ROOT, "  %-36s %,12.0f%n", name, rate);
  }

  private double direct() throws IOException, InterruptedException {
    try (Stream stream = new Stream(payload)) {
      stream.connect(stream.receiverPort());
      return stream.rate(seconds);
    }
  }

  private double through(Transport transport, List<String> options)
      throws IOException, InterruptedException {
    try (Stream stream = new Stream(payload);
        Emulator emulator =
            new Emulator(transport, options, stream.senderPort(), stream.receiverPort())) {
      stream.connect(emulator.port());
      stream.awaitFirst();
      return stream.rate(seconds);
    }
  }
}
