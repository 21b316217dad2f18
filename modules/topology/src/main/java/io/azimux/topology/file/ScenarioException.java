package io.azimux.topology.file;

import java.util.List;
import java.util.stream.Collectors;

/** A scenario file has mistakes; the message is one line for each. */
public final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ScenarioException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All mistakes, in the order of the file, the first {@value Problems#MAX} of them. */
  public List<Problem> problems() {
    return problems;
  }
}
