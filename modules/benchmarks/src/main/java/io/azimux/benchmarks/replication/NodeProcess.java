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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A JVM of the measurement, as its parent sees it. */
final class NodeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final String name;
  private final Process process;
  private final PrintStream commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /**
   * Starts a JVM.
   *
   * @param seconds takes the words of what it says every second
   */
  NodeProcess(
      String name, Class<?> main, List<String> arguments, Path log, Consumer<String[]> seconds)
      throws IOException {
    this.name = name;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmPlan.VIRTUAL_MACHINE);
    command.add("-Xmx700m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
            .start();
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread reader = new Thread(() -> read(seconds), "output of " + name);
    reader.setDaemon(true);
    reader.start();
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

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
