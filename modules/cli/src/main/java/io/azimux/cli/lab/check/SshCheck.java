package io.azimux.cli.lab.check;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An ssh session and an scp go on while the MUX that carries them is killed, then the one that took
 * over, then both are started again; round after round.
 */
final class SshCheck {
  /** What a client may take beyond the detection: its retransmission timer doubles. */
  private static final Duration BEYOND = Duration.ofSeconds(1);

  private static final Duration OPEN = Duration.ofSeconds(20);
  private static final Duration OVER = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /** Tries until chance has put both flows on one MUX. */
  private static final int TRIES = 40;

  /** Times that MUXes are asked until one has carried something. */
  private static final int LOOKS = 10;

  /** Packets in half a second, above which a MUX carries the session at least. */
  private static final int A_FEW = 4;

  /** What it needs of the lab. */
  interface Stage {
    /** Opens an ssh session with {@code cat} at the other end. */
    ProcessBuilder session();

    /** Begins to copy the file. */
    Copy copy();
  }

  private final Console console;
  private final Stage stage;
  private final Kills kills;
  private final Carriers carriers;
  private final Duration limit;
  private final Findings findings = new Findings();
  private final List<Long> stalls = new ArrayList<>();
  private long longestRestart;
  private int onBoth;

  SshCheck(Console console, Stage stage, Kills kills, Carriers carriers, Duration detection) {
    this.console = console;
    this.stage = stage;
    this.kills = kills;
    this.carriers = carriers;
    this.limit = detection.plus(BEYOND);
  }

  /** Does it; the findings tell whether all went on. */
  Findings run(int rounds) {
    try (Keystrokes keystrokes = Keystrokes.open(stage.session())) {
      if (!poll(keystrokes::isOpen, OPEN, "ssh opens a session")) {
        throw new CannotStart("ssh opened no session: " + keystrokes.problem());
      }
      String session = busiest(look());
      console.stage("ssh", "a session is open, carried by " + session);
      Copy copy = beside(session);
      try {
        for (int round = 1; round <= rounds; round++) {
          copy = round(round, keystrokes, copy);
        }
        copied(copy);
      } finally {
        copy.close();
      }
      judge(keystrokes);
    }
    return findings;
  }

  /** Copies by the MUX that carries the session: chance decides, so it is asked again. */
  private Copy beside(String session) {
    for (int i = 0; i < TRIES; i++) {
      Copy copy = stage.copy();
      if (poll(() -> copy.arrived() > 0, OPEN, "scp opens a connection")
          && busiest(look()).equals(session)) {
        console.stage("scp", "%d MB on their way, by the same".formatted(copy.all() / 1_000_000));
        return copy;
      }
      copy.close();
    }
    throw new CannotStart("in %d tries scp never went by %s".formatted(TRIES, session));
  }

  private Copy round(int round, Keystrokes keystrokes, Copy begun) {
    List<String> killed = new ArrayList<>();
    Copy copy = begun;
    for (int i = 0; i < 2; i++) {
      if (!copy.goesOn()) {
        copied(copy);
        copy = stage.copy();
      }
      List<Map.Entry<String, Long>> now = look();
      long carrying = now.stream().filter(mux -> mux.getValue() >= A_FEW).count();
      // Where they are on two MUXes, the copy's and the session's take turns.
      String victim = carrying > 1 && (round + i) % 2 == 0 ? now.get(1).getKey() : busiest(now);
      killed.add(victim);
      long stall = kill(victim, keystrokes);
      stalls.add(stall);
      onBoth += carrying > 1 ? 0 : 1;
      console.stage(
          "kill",
          String.format(
              Locale.ROOT,
              "round %d: %s, which carried %s; nothing appeared for %d ms; %d of %d MB copied",
              round,
              victim,
              carrying > 1 ? "one of the two" : "both",
              stall / 1_000_000,
              copy.arrived() / 1_000_000,
              copy.all() / 1_000_000));
    }
    longestRestart = Math.max(longestRestart, kills.restart(killed));
    return copy;
  }

  /** Waits for the end of a copy, and compares. */
  private void copied(Copy copy) {
    String problem = copy.finish();
    findings.require(
        problem.isEmpty(),
        "copy",
        problem.isEmpty()
            ? "%d MB, SHA-256 equal: %.16s...".formatted(copy.all() / 1_000_000, copy.checksum())
            : problem);
  }

  /** Which MUXes carry something now: while the machine is busy, one look may miss them. */
  private List<Map.Entry<String, Long>> look() {
    for (int i = 0; i < LOOKS; i++) {
      List<Map.Entry<String, Long>> now = carriers.now();
      if (!now.isEmpty() && now.get(0).getValue() >= A_FEW) {
        return now;
      }
    }
    throw new CannotStart("no MUX carries anything");
  }

  /** Kills, and waits until what is typed appears again and comes to rest. */
  private long kill(String victim, Keystrokes keystrokes) {
    long at = kills.kill(victim);
    long settled = at + limit.toNanos();
    boolean over =
        poll(
            () -> System.nanoTime() > settled && keystrokes.stalls().answeredAfter(settled),
            limit.plus(OVER),
            "the session waits");
    if (!over) {
      findings.require(false, "session", "nothing appeared for %d s".formatted(OVER.toSeconds()));
    }
    return keystrokes.stalls().longest(at, System.nanoTime());
  }

  private void judge(Keystrokes keystrokes) {
    String session = keystrokes.finish();
    findings.require(
        session.isEmpty(),
        "session",
        session.isEmpty()
            ? "%d lines typed, each appeared, median after %d ms"
                .formatted(keystrokes.stalls().count(), keystrokes.stalls().median() / 1_000_000)
            : session);
    long longest = stalls.stream().mapToLong(Long::longValue).max().orElse(0);
    long median = stalls.stream().sorted().skip(stalls.size() / 2).findFirst().orElse(0L);
    findings.require(
        longest <= limit.toNanos(),
        "stalls",
        "%d kills, %d of them of the MUX of both; median %d ms, longest %d ms (limit %d ms)"
            .formatted(
                kills.count(), onBoth, median / 1_000_000, longest / 1_000_000, limit.toMillis()));
    findings.require(
        kills.count() > 0,
        "restarts",
        "used again after %d ms at most".formatted(longestRestart / 1_000_000));
  }

  private static String busiest(List<Map.Entry<String, Long>> carriers) {
    return carriers.get(0).getKey();
  }

  private boolean poll(Supplier<Boolean> condition, Duration within, String what) {
    return new Poll(console, "ssh", LOOK_EVERY).until(condition::get, within, () -> what);
  }
}
