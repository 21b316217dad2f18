package io.azimux.benchmarks.replication;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured beside what was aimed at. */
final class Findings {
  private final PrintStream out;
  private final List<String> lines = new ArrayList<>();
  private boolean met = true;

  Findings(PrintStream out) {
    this.out = out;
  }

  /** A figure that should be at most so much. */
  void add(String what, double value, double most, String unit) {
    boolean good = value <= most;
    met &= good;
    lines.add(
        String.format(
            Locale.ROOT,
            "%-6s %s %.1f %s (at most %s)",
            good ? "met" : "MISSED",
            what,
            value,
            unit,
            number(most)));
  }

  /** A figure that should be at least so much. */
  void atLeast(String what, double value, double least) {
    boolean good = value >= least;
    met &= good;
    lines.add(
        String.format(
            Locale.ROOT,
            "%-6s %s %,.1f (at least %s)",
            good ? "met" : "MISSED",
            what,
            value,
            number(least)));
  }

  private void tell(String line) {
    lines.add("       " + line);
  }

  /**
   * Lags of a window.
   *
   * @param words {@code window NAME p50 p99 max count}, milliseconds
   * @param counts false where the limits do not hold for this JVM
   * @param limits of p50, p99 and the longest
   */
  void window(String what, String jvm, String[] words, boolean counts, double[] limits) {
    String[] names = {"p50", "p99", "longest"};
    String text =
        String.format(
            Locale.ROOT,
            "%s, %s: lag p50 %s, p99 %s, longest %s ms of %s flows",
            what,
            jvm,
            words[2],
            words[3],
            words[4],
            words[5]);
    String missed = "";
    for (int i = 0; i < limits.length; i++) {
      if (counts && limits[i] < Double.MAX_VALUE) {
        double value = Double.parseDouble(words[2 + i]);
        missed += "; " + names[i] + " at most " + number(limits[i]);
        met &= value <= limits[i];
        text = value <= limits[i] ? text : "MISSED " + text;
      }
    }
    out.println("lag    " + text);
    lines.add(
        (text.startsWith("MISSED") ? "" : missed.isEmpty() ? "       " : "met    ")
            + text
            + (missed.isEmpty() ? "" : " (" + missed.substring(2) + ")"));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** Prints everything. */
  void finish(Seconds seconds, double length, double baseline, int rate) {
    double achieved = seconds.sent() / length;
    atLeast("flows/s sent", achieved, 0.95 * rate);
    tell(
        String.format(
            Locale.ROOT,
            "offered %,.0f flows/s (a process that stood still makes up for nothing) for %.0f s",
            seconds.offered() / length,
            length));
    add("frames dropped for their size", seconds.oversized(), 0, "");
    tell("messages dropped otherwise: " + seconds.otherDrops());
    tell("writes that some member did not acknowledge in 1 s: " + seconds.unconfirmed());
    tell("holes asked for: " + seconds.holes());
    // Gossip of four segments every five seconds, to and fro, and digests of what was sealed.
    double sealed = rate / 8_000.0 * 4;
    add("most segments serialized whole in a second", seconds.mostFullStates(), 4 * sealed, "");
    tell(
        "most memory of a JVM: heap "
            + seconds.mostHeap()
            + " MB, resident "
            + seconds.mostResident()
            + " MB");
    if (baseline > 0) {
      atLeast("times the rate of LWWMap", achieved / baseline, 200);
    }
    out.println();
    lines.forEach(out::println);
  }

  boolean allMet() {
    return met;
  }
}
