package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.experiment.compare.Sweep;
import io.azimux.experiment.compare.Variant;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what a comparison is to vary. */
final class VaryOption {
  /** Short names of settings; any other key of a scenario file is taken as it is. */
  private static final Map<String, String> KEYS =
      Map.of(
          "replication", "settings.replication",
          "ecmp", "settings.ecmp",
          "map", "settings.backendMap");

  private static final Pattern RANGE =
      Pattern.compile(
          "kill-at=(-?\\d+(?:\\.\\d+)?)(us|ms|s)\\.\\.(-?\\d+(?:\\.\\d+)?)(us|ms|s)"
              + "(?:/(\\d+(?:\\.\\d+)?)(us|ms|s))?");

  private VaryOption() {}

  /**
   * Values by name.
   *
   * @param vary each {@code NAME=VALUE,VALUE}
   * @param sweep {@code kill-at=FROM..TO[/STEP]}, or empty
   */
  static Map<String, List<String>> values(List<String> vary, String sweep) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String one : vary) {
      int at = one.indexOf('=');
      List<String> choices =
          at < 1
              ? List.of()
              : Stream.of(one.substring(at + 1).split(",")).map(String::strip).toList();
      if (choices.isEmpty() || choices.contains("")) {
        throw new BadInput(
            ("--vary '%s' is not NAME=VALUE,VALUE\n"
                    + "Names: replication, ecmp, map, or a key of the file: settings.bgp.holdTime")
                .formatted(one));
      }
      values.put(one.substring(0, at), choices);
    }
    if (!sweep.isEmpty()) {
      values.put(Variant.KILL_AT, offsets(sweep).stream().map(VaryOption::label).toList());
    }
    if (values.isEmpty()) {
      throw new BadInput("nothing to compare: give --vary NAME=VALUE,VALUE or --sweep");
    }
    return values;
  }

  /** The changes of the file that a variant means. */
  static List<String> changes(Variant variant) {
    return variant.choices().entrySet().stream()
        .filter(choice -> !choice.getKey().equals(Variant.KILL_AT))
        .map(c -> KEYS.getOrDefault(c.getKey(), c.getKey()) + "=" + c.getValue())
        .toList();
  }

  /** The offsets of {@code kill-at=FROM..TO[/STEP]}. */
  static List<Duration> offsets(String sweep) {
    Matcher range = RANGE.matcher(sweep);
    if (!range.matches()) {
      throw new BadInput(
          "--sweep '%s' is not kill-at=FROM..TO[/STEP], as kill-at=0ms..200ms/20ms"
              .formatted(sweep));
    }
    Duration step =
        range.group(5) == null ? Duration.ZERO : duration(range.group(5), range.group(6));
    try {
      return Sweep.offsets(
          duration(range.group(1), range.group(2)), duration(range.group(3), range.group(4)), step);
    } catch (IllegalArgumentException e) {
      throw new BadInput("--sweep '%s': %s".formatted(sweep, e.getMessage()));
    }
  }

  private static Duration duration(String number, String unit) {
    double scale = unit.equals("s") ? 1e9 : unit.equals("ms") ? 1e6 : 1e3;
    return Duration.ofNanos(Math.round(Double.parseDouble(number) * scale));
  }

  /** {@code 20 ms}. */
  static String label(Duration offset) {
    double millis = offset.toNanos() / 1e6;
    return millis == Math.rint(millis)
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.3f ms", millis);
  }

  /** The offset of a label. */
  static Duration offset(String label) {
    return duration(label.substring(0, label.length() - " ms".length()), "ms");
  }
}
