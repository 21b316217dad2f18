package io.azimux.benchmarks.replication;

import io.azimux.cluster.placement.JvmPlan;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A JVM of the measurement, as its parent sees it. */
final class NodeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final long END_SECONDS = 30;

  /**
   * The segments of ten seconds fit the young generation, and are garbage then. In the old one they
   * would make a compaction of all tables necessary every half minute, which takes 0.13 s.
   */
  private static final List<String> MEMORY =
      List.of("-Xms700m", "-Xmx700m", "-Xmn380m", "-XX:SurvivorRatio=4", "-XX:+AlwaysPreTouch");

  private final String name;
  private final Process process;
  private final PrintStream commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /**
   * What a JVM runs.
   *
   * @param options of the virtual machine, beside those that all of Azimux's have
   */
  record Program(Class<?> main, List<String> options, List<String> arguments) {}

  /**
   * Starts a JVM.
   *
   * @param seconds takes the words of what it says every second
   */
  NodeProcess(String name, Program program, Path log, Consumer<String[]> seconds)
      throws IOException {
    this.name = name;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmPlan.VIRTUAL_MACHINE);
    command.addAll(MEMORY);
    command.addAll(program.options);
    command.addAll(List.of("-cp", classPath(), program.main.getName()));
    command.addAll(program.arguments);
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
            .start();
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread reader = new Thread(() -> read(seconds), "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** An archive of classes remembers the path, and that must not be a wildcard's order. */
  private static String classPath() {
    String[] jars = System.getProperty("java.class.path").split(File.pathSeparator);
    Arrays.sort(jars);
    return String.join(File.pathSeparator, jars);
  }

  private void read(Consumer<String[]> seconds) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("second ")) {
          seconds.accept(line.split(" "));
        } else {
          answers.add(line);
        }
      }
    } catch (IOException ended) {
      answers.add("ended");
    }
  }

  String name() {
    return name;
  }

  void tell(String command) {
    commands.println(command);
  }

  /**
   * Waits for an answer that begins with a word; others before it are passed over.
   *
   * @throws IOException if it does not come within two minutes
   */
  String[] await(String word) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      @Nullable String answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (answer == null) {
        throw new IOException(name + " did not say '" + word + "'");
      }
      if (answer.split(" ")[0].equals(word)) {
        return answer.split(" ");
      }
    }
  }

  /** Sends a signal: STOP, CONT, KILL. */
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits until it has ended by itself; ends it after half a minute. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
