package io.azimux.cli.lab.check;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.lab.talk.FloodMain;
import io.azimux.cli.lab.talk.TalkMain;
import io.azimux.cluster.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** How much goes through the emulator, and how much through a chain of the kernel's own. */
final class ThroughputCheck {
  /** Who runs a program where. */
  enum Side {
    /** Where the flood begins. */
    CLIENT,
    /** Where it ends. */
    SERVER
  }

  /** What of the kernel's packet rate the emulator is to reach. */
  private static final double TARGET = 0.5;

  private static final String FRONTEND = "20.240.9.27";
  private static final String PORT = "5001";
  private static final String SECONDS = "3";

  /** Datagrams a second; 0 is without a limit. Too many at once starve whoever forwards them. */
  private static final List<Integer> OFFERED =
      List.of(20_000, 40_000, 60_000, 80_000, 120_000, 160_000, 240_000, 320_000, 0);

  private final Console console;

  ThroughputCheck(Console console) {
    this.console = console;
  }

  /** What a chain carried. */
  private record Figures(double datagrams, double megabits) {}

  /**
   * Measures both chains, one after the other.
   *
   * @param emulated runs programs in guests of the lab
   * @param kernel likewise in the chain of the kernel
   */
  Findings run(
      BiFunction<Side, List<String>, ProcessBuilder> emulated,
      BiFunction<Side, List<String>, ProcessBuilder> kernel) {
    Figures kernels = measure("kernel", kernel);
    Figures ours = measure("emulator", emulated);
    double packets = ours.datagrams() / kernels.datagrams();
    Findings findings = new Findings();
    findings.require(
        packets >= TARGET,
        "datagrams",
        String.format(
            Locale.ROOT,
            "%,.0f a second, the kernel %,.0f: ratio %.2f (target %.1f)",
            ours.datagrams(),
            kernels.datagrams(),
            packets,
            TARGET));
    findings.require(
        ours.megabits() > 0,
        "stream",
        String.format(
            Locale.ROOT,
            "%,.0f Mbit/s, the kernel %,.0f: ratio %.3f",
            ours.megabits(),
            kernels.megabits(),
            ours.megabits() / kernels.megabits()));
    return findings;
  }

  private Figures measure(String name, BiFunction<Side, List<String>, ProcessBuilder> chain) {
    double best = 0;
    for (int offered : OFFERED) {
      Count count = flood(chain, "udp", FRONTEND, PORT, Integer.toString(offered), SECONDS);
      double rate = count.perSecond();
      console.stage(
          name,
          String.format(
              Locale.ROOT,
              "%s datagrams a second offered: %,.0f arrived",
              offered == 0 ? "as many as possible" : String.format(Locale.ROOT, "%,d", offered),
              rate));
      best = Math.max(best, rate);
    }
    double megabits = flood(chain, "tcp", FRONTEND, PORT, SECONDS).perSecond() * 8 / 1e6;
    console.stage(name, String.format(Locale.ROOT, "one TCP stream: %,.0f Mbit/s", megabits));
    return new Figures(best, megabits);
  }

  /** What a sink has counted. */
  private record Count(long count, long nanos) {
    double perSecond() {
      return nanos == 0 ? 0 : count * 1e9 / nanos;
    }
  }

  private Count flood(BiFunction<Side, List<String>, ProcessBuilder> chain, String... arguments) {
    Process sink = null;
    try {
      sink = chain.apply(Side.SERVER, program(arguments[0] + "-sink", PORT)).start();
      BufferedReader counts = sink.inputReader(StandardCharsets.UTF_8);
      if (!TalkMain.LISTENS.equals(counts.readLine())) {
        throw new CannotStart("the sink did not start");
      }
      Process source =
          chain
              .apply(Side.CLIENT, program(arguments))
              .inheritIO()
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!source.waitFor(60, TimeUnit.SECONDS) || source.exitValue() != 0) {
        Programs.end(source);
        throw new CannotStart("the flood did not get through");
      }
      if (!sink.waitFor(20, TimeUnit.SECONDS)) {
        throw new CannotStart("nothing of the flood arrived");
      }
      var json = JsonReader.parse(String.valueOf(counts.readLine()));
      return new Count(json.path("count").asLong(), json.path("nanos").asLong());
    } catch (IOException e) {
      throw new CannotStart("cannot flood: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    } finally {
      if (sink != null) {
        Programs.end(sink);
      }
    }
  }

  private static List<String> program(String... arguments) {
    List<String> command = new ArrayList<>(Programs.java(FloodMain.class));
    command.addAll(List.of(arguments));
    return command;
  }
}
