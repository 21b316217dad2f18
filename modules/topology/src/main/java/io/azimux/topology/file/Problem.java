package io.azimux.topology.file;

/**
 * One mistake in a file.
 *
 * @param file as the reader was told
 * @param line from 1
 * @param column from 1
 * @param path place in the document, {@code loadBalancers[0].probes[1].port}; empty for the whole
 * @param what what is wrong
 * @param valid what could stand there; empty where that cannot be listed
 */
public record Problem(String file, int line, int column, String path, String what, String valid) {
  /** True where another is the same mistake, in another copy that a range made. */
  boolean repeats(Problem other) {
    return line == other.line
        && column == other.column
        && !path.equals(other.path)
        && file.equals(other.file)
        && path.replaceAll("\\[[0-9]+]", "").equals(other.path.replaceAll("\\[[0-9]+]", ""));
  }

  /** The mistake in one line, as compilers print it, so that editors can jump to it. */
  @Override
  public String toString() {
    return file
        + ":"
        + line
        + ":"
        + column
        + ": "
        + (path.isEmpty() ? "" : path + ": ")
        + what
        + (valid.isEmpty() ? "" : "; valid: " + valid);
  }
}
