package io.azimux.cli.lab.check;

import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;

/** What a check has found, and the verdict that follows from it. */
public final class Findings {
  private record Finding(boolean holds, String name, String text) {}

  private final List<Finding> findings = new ArrayList<>();

  /** Something that must hold. */
  void require(boolean holds, String name, String text) {
    findings.add(new Finding(holds, name, text));
  }

  /** True where all that must hold does, and there is anything at all. */
  public boolean hold() {
    return !findings.isEmpty() && findings.stream().allMatch(Finding::holds);
  }

  /** Prints all of it; returns the exit status. */
  public int print(Console console) {
    for (Finding finding : findings) {
      console.stage(
          "check",
          "%s    %-14s %s"
              .formatted(
                  console.paint(
                      finding.holds() ? Console.Tone.GOOD : Console.Tone.BAD,
                      finding.holds() ? "PASS" : "FAIL"),
                  finding.name(),
                  finding.text()));
    }
    console.stage("verdict", hold() ? "PASS" : "FAIL");
    return hold() ? ExitCode.PASS.status() : ExitCode.FAIL.status();
  }
}
