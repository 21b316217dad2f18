package io.azimux.cli.page;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.process.NodeJvms;
import io.azimux.cli.process.StateDirectory;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The page of a cluster that outlives the command that started it, as a process of its own. It
 * carries the mark of the cluster's JVMs and so ends with them, whoever ends them and however.
 */
public final class PageProcess {
  /** The port where nobody says otherwise. */
  public static final int PORT = 8080;

  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final StateDirectory state;
  private final Path runs;
  private final Console console;

  /**
   * Of the cluster of this directory.
   *
   * @param runs where the reports lie that it shows
   */
  public PageProcess(StateDirectory state, Path runs, Console console) {
    this.state = state;
    this.runs = runs;
    this.console = console;
  }

  /** True where nobody listens at this port of the loopback address. */
  public static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param directory where its log goes
   * @throws CannotStart where it ends at once, or does not answer; it is not left running then
   */
  public void start(int port, Path directory) {
    Path log = directory.resolve("console.log");
    try {
      Process process =
          new ProcessBuilder(command(port))
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(log.toFile())
              .start();
      boolean answers =
          new Poll(console, "page", LOOK_EVERY)
              .until(
                  () -> accepts(port) || !process.isAlive(), LIMIT, () -> "the live page starts");
      if (!answers || !process.isAlive()) {
        process.destroyForcibly();
        throw new CannotStart("the page did not start: " + Files.readString(log).strip());
      }
    } catch (IOException e) {
      throw new CannotStart("cannot start the page: " + e.getMessage(), e);
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private List<String> command(int port) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx192m"));
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(
        List.of(
            "-cp", System.getProperty("azimux.classpath", System.getProperty("java.class.path"))));
    command.add("-Dazimux.root=" + System.getProperty("azimux.root", "."));
    command.add("-Dazimux.state=" + state.path());
    command.add("-Dazimux.runs=" + runs);
    command.addAll(List.of(state.jvms().mark(), NodeJvms.PAGE));
    command.addAll(List.of("io.azimux.cli.Main", "console", "--port", Integer.toString(port)));
    return command;
  }
}
