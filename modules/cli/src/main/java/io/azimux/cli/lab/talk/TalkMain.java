package io.azimux.cli.lab.talk;

import io.azimux.cli.console.Console;
import io.azimux.cluster.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The program: {@code serve PORT} echoes; {@code talk ADDRESS PORT CONNECTIONS PAUSE_MILLIS} talks
 * until standard input ends, and prints a {@link Tally} as a line of JSON every second.
 */
public final class TalkMain {
  /** What the server prints when it listens. */
  public static final String LISTENS = "listens";

  private TalkMain() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Console console = Console.ofProcess();
    if (arguments[0].equals("serve")) {
      Echo.serve(Integer.parseInt(arguments[1]), () -> console.result(LISTENS));
      return;
    }
    AtomicBoolean goesOn = new AtomicBoolean(true);
    Thread end = new Thread(() -> untilInputEnds(goesOn), "end");
    end.setDaemon(true);
    end.start();
    Tally last =
        Talk.run(
            new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])),
            Integer.parseInt(arguments[3]),
            Duration.ofMillis(Long.parseLong(arguments[4])),
            goesOn::get,
            tally -> console.result(JsonWriter.write(tally)));
    console.result(JsonWriter.write(last));
  }

  private static void untilInputEnds(AtomicBoolean goesOn) {
    try {
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
      goesOn.set(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
