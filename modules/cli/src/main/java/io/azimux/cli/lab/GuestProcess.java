package io.azimux.cli.lab;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The first process of a guest, with namespaces of its own for mounts, names and processes. */
final class GuestProcess {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String THERE = "guest is there";
  private static final String LISTENS = "Server listening on";

  private GuestProcess() {}

  /**
   * Starts it in its network namespace and waits until its server listens.
   *
   * @throws CannotStart with its last words where it ends instead
   */
  static void start(Guest guest, GuestFiles files, Console console) {
    Path log = files.of(guest).resolve("log");
    try {
      Process process =
          new ProcessBuilder(command(guest, files))
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean there =
          new Poll(console, "lab", Duration.ofMillis(20))
              .until(
                  () -> isThere(guest, log) || !process.isAlive(),
                  LIMIT,
                  () -> guest.name() + " starts");
      if (!there || !process.isAlive()) {
        throw new CannotStart(
            "%s did not start: %s".formatted(guest.name(), Files.readString(log).strip()));
      }
    } catch (IOException e) {
      throw new CannotStart("cannot start %s: %s".formatted(guest.name(), e.getMessage()), e);
    }
  }

  private static List<String> command(Guest guest, GuestFiles files) {
    List<String> command =
        new ArrayList<>(List.of("setsid", "ip", "netns", "exec", guest.namespace()));
    command.addAll(
        List.of("unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"));
    command.addAll(List.of("sh", files.init().toString()));
    command.addAll(List.of(files.of(guest).toString(), guest.name()));
    command.add(Integer.toString(files.user()));
    command.add(guest.listens().isEmpty() ? "none" : "sshd");
    return command;
  }

  private static boolean isThere(Guest guest, Path log) {
    try {
      String text = Files.readString(log);
      return text.contains(THERE) && text.split(LISTENS, -1).length - 1 >= guest.listens().size();
    } catch (IOException notYet) {
      return false;
    }
  }
}
