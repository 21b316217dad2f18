package io.azimux.cli.lab.check;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.lab.talk.Tally;
import io.azimux.cluster.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Many real TCP connections talk while MUXes are killed and started again, one after the other. */
final class ConnectionsCheck {
  private static final Duration OPEN = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** Longer than a client may take to notice that its packets are lost. */
  private static final Duration CALM = Duration.ofMillis(2_500);

  private static final int PAUSE_MILLIS = 500;

  private final Console console;
  private final Programs programs;
  private final Kills kills;
  private final Carriers carriers;
  private final Findings findings = new Findings();
  private volatile Tally tally = Tally.NONE;

  ConnectionsCheck(Console console, Programs programs, Kills kills, Carriers carriers) {
    this.console = console;
    this.programs = programs;
    this.kills = kills;
    this.carriers = carriers;
  }

  /** Does it. */
  Findings run(int connections, int times) {
    Process echo = programs.echo();
    try {
      programs.redirect(true);
      Process talk = programs.talk(connections, PAUSE_MILLIS);
      try {
        Thread reader = new Thread(() -> read(talk), "tally");
        reader.setDaemon(true);
        reader.start();
        if (!poll(() -> tally.opened() >= connections || !talk.isAlive(), OPEN)) {
          throw new CannotStart("only %d connections opened".formatted(tally.opened()));
        }
        console.stage("load", "%d connections are open and talk".formatted(tally.opened()));
        for (int i = 1; i <= times; i++) {
          kill(i, times);
        }
        talk.getOutputStream().close();
        if (!talk.waitFor(60, TimeUnit.SECONDS)) {
          throw new CannotStart("the load does not end");
        }
        reader.join();
      } finally {
        Programs.end(talk);
        programs.redirect(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    } finally {
      Programs.end(echo);
    }
    return judge(connections);
  }

  private void kill(int number, int of) {
    String victim = carriers.now().get(0).getKey();
    kills.kill(victim);
    Poll.pause(CALM);
    long restart = kills.restart(List.of(victim));
    console.stage(
        "kill",
        String.format(
            Locale.ROOT,
            "%d of %d: %s, used again after %.1f s; %d open, %d reset, %d cut off, %d wait",
            number,
            of,
            victim,
            restart / 1e9,
            tally.opened() - tally.reset() - tally.cutOff(),
            tally.reset(),
            tally.cutOff(),
            tally.waiting()));
  }

  private Findings judge(int connections) {
    Tally last = tally;
    findings.require(
        last.opened() == connections,
        "connections",
        "%d of %d opened, %d questions answered"
            .formatted(last.opened(), connections, last.asked() - last.waiting()));
    findings.require(
        last.reset() == 0, "resets", "%d across %d kills".formatted(last.reset(), kills.count()));
    findings.require(
        last.cutOff() + last.garbled() + last.waiting() == 0,
        "answers",
        "%d connections cut off, %d with wrong answers, %d still wait; the longest wait was %d ms"
            .formatted(last.cutOff(), last.garbled(), last.waiting(), last.longestMillis()));
    return findings;
  }

  private void read(Process talk) {
    try (BufferedReader lines = talk.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        tally = Tally.of(JsonReader.parse(line));
      }
    } catch (IOException ended) {
      console.problem("the load's output broke: " + ended.getMessage());
    }
  }

  private boolean poll(java.util.function.BooleanSupplier condition, Duration within) {
    return new Poll(console, "load", LOOK_EVERY)
        .until(condition, within, () -> tally.opened() + " connections are open");
  }
}
