package io.azimux.cli.command;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Builds and runs the benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Builds the benchmarks and runs them in a JVM of their own. Arguments go to them."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux bench",
      "  ./azimux bench -- --help",
      "  ./azimux bench --replication --seconds 60 --kill-one --restart-one --baseline"
    })
final class Bench implements Callable<Integer> {
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);

  private final Console console;
  private final Home home;

  @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "For the benchmarks.")
  List<String> arguments = List.of();

  Bench(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    build();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(home.root().resolve("modules/benchmarks/target/lib") + "/*");
    command.add("io.azimux.benchmarks.Bench");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().remove("CLASSPATH");
    return builder.start().waitFor();
  }

  private void build() throws IOException, InterruptedException {
    Path log = home.state().path().resolve("bench-build.log");
    Files.createDirectories(home.state().path());
    ProcessBuilder builder =
        new ProcessBuilder("./mvnw", "-B", "-q", "-Pbenchmarks", "-Dquick", "-T2", "package")
            .directory(home.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().remove("CLASSPATH");
    Process maven = builder.start();
    Poll poll = new Poll(console, "build", Duration.ofMillis(100));
    try {
      if (!poll.until(() -> !maven.isAlive(), BUILD_LIMIT, () -> "benchmarks")
          || maven.waitFor() != 0) {
        throw new CannotStart("the benchmarks do not build; see " + log);
      }
    } finally {
      maven.destroy();
    }
  }
}
