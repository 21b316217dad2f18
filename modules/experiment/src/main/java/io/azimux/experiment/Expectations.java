package io.azimux.experiment;

import io.azimux.topology.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether the run did what its scenario expects of it. */
final class Expectations {
  private final RunResult run;
  private final Quantities quantities;

  Expectations(RunResult run, Casualties casualties) {
    this.run = run;
    quantities = new Quantities(run, casualties);
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (Expectation expectation : run.scenario().expectations()) {
      checks.add(check(expectation));
    }
    return checks;
  }

  private Check check(Expectation expectation) {
    String of = expectation.of().map(name -> " " + name).orElse("");
    String name = "expect " + expectation.quantity().label() + of;
    Optional<Window> window = Window.of(run, expectation);
    if (window.isEmpty()) {
      return new Check(name, Status.UNKNOWN, "the run had no such phase: " + expectation.text());
    }
    Quantities.Reading reading =
        quantities.read(expectation.quantity(), expectation.of(), window.get());
    String wanted = comparison(expectation) + " " + figure(expectation, expectation.value());
    String where =
        expectation.phase().map(phase -> " in phase " + phase.label()).orElse("")
            + expectation.within().map(w -> " within " + seconds(w.toNanos() / 1e9)).orElse("");
    if (reading.isUnknown()) {
      String text =
          "%s; must be %s%s: %s".formatted(reading.why(), wanted, where, expectation.text());
      return new Check(name, Status.UNKNOWN, text);
    }
    String text =
        "%s, must be %s%s: %s"
            .formatted(
                Double.isInfinite(reading.value())
                    ? "not reached"
                    : figure(expectation, reading.value()),
                wanted,
                where,
                expectation.text());
    return new Check(name, holds(expectation, reading.value()) ? Status.PASS : Status.FAIL, text);
  }

  private static boolean holds(Expectation expectation, double value) {
    return switch (expectation.comparison()) {
      case AT_MOST -> value <= expectation.value();
      case AT_LEAST -> value >= expectation.value();
      case EQUALS -> value == expectation.value();
    };
  }

  private static String comparison(Expectation expectation) {
    return switch (expectation.comparison()) {
      case AT_MOST -> "at most";
      case AT_LEAST -> "at least";
      case EQUALS -> "exactly";
    };
  }

  private static String figure(Expectation expectation, double value) {
    return switch (expectation.quantity()) {
      case LOSS_WINDOW, WITHDRAW_TIME, CONVERGENCE_TIME, REPLICATION_LAG_P99, LONGEST_STALL ->
          seconds(value);
      default -> String.format(Locale.ROOT, "%.0f", value);
    };
  }

  private static String seconds(double seconds) {
    return seconds < 1
        ? String.format(Locale.ROOT, "%.0f ms", seconds * 1000)
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }
}
