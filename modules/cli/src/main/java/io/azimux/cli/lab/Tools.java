package io.azimux.cli.lab;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.process.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands of the system that the lab is made with. */
final class Tools {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Commands and the Debian packages that they come in. */
  private static final Map<String, String> NEEDED = new LinkedHashMap<>();

  static {
    NEEDED.put("ip", "iproute2");
    NEEDED.put("iptables", "iptables");
    NEEDED.put("ethtool", "ethtool");
    NEEDED.put("sshd", "openssh-server");
    NEEDED.put("ssh-keygen", "openssh-client");
    NEEDED.put("ssh", "openssh-client");
    NEEDED.put("unshare", "util-linux");
    NEEDED.put("nsenter", "util-linux");
    NEEDED.put("setpriv", "util-linux");
    NEEDED.put("setsid", "util-linux");
  }

  private final Commands commands;

  Tools(Commands commands) {
    this.commands = commands;
  }

  /**
   * Runs a command that must succeed; returns what it printed.
   *
   * @throws CannotStart with the command and its complaint
   */
  String run(List<String> command) {
    Commands.Outcome outcome = commands.run(command, LIMIT);
    if (outcome.status() != 0) {
      throw new CannotStart(
          "'%s' failed (%d): %s"
              .formatted(
                  String.join(" ", command),
                  outcome.status(),
                  (outcome.err().isBlank() ? outcome.out() : outcome.err()).strip()));
    }
    return outcome.out();
  }

  /** The same for a command that may fail. */
  Commands.Outcome attempt(String... command) {
    return commands.run(List.of(command), LIMIT);
  }

  /**
   * Requires root, all commands, and a kernel that permits namespaces.
   *
   * @throws CannotStart saying which of them is missing and what to do
   */
  void requireAll() {
    requireRoot();
    List<String> missing = missing();
    if (!missing.isEmpty()) {
      throw new CannotStart(
          "the lab needs commands that are not here: %s\nInstall them: apt-get install %s"
              .formatted(
                  String.join(", ", missing),
                  String.join(" ", missing.stream().map(NEEDED::get).distinct().toList())));
    }
    Commands.Outcome outcome =
        attempt("unshare", "--net", "--mount", "--uts", "--pid", "--fork", "true");
    if (outcome.status() != 0) {
      throw new CannotStart(
          "namespaces are not permitted here: %s\nThe lab needs a machine of its own, or a container with --privileged"
              .formatted(outcome.err().strip()));
    }
  }

  /**
   * Requires root.
   *
   * @throws CannotStart where another user runs this
   */
  static void requireRoot() {
    if (ownerOf(Path.of("/proc/self")).user() != 0) {
      throw new CannotStart(
          "azimux lab makes network namespaces, which only root may do: sudo ./azimux lab ...\n"
              + "Nothing else of azimux needs root.");
    }
  }

  private static List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String command : NEEDED.keySet()) {
      if (find(command).isEmpty()) {
        missing.add(command);
      }
    }
    return missing;
  }

  /** Where a command is; empty where it is not. */
  static String find(String command) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    for (String directory : path.split(":")) {
      Path file = Path.of(directory, command);
      if (!directory.isEmpty() && Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return "";
  }

  /** Processes of the machine that have this word in their command line. */
  static List<ProcessHandle> processesWith(String word) {
    return ProcessHandle.allProcesses().filter(process -> has(process.pid(), word)).toList();
  }

  private static boolean has(long pid, String word) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0")).contains(word);
    } catch (IOException ended) {
      return false;
    }
  }

  /** Who a file belongs to, as numbers. */
  record Owner(int user, int group) {}

  /** Who a file belongs to. */
  static Owner ownerOf(Path file) {
    try {
      return new Owner(
          (int) Files.getAttribute(file, "unix:uid"), (int) Files.getAttribute(file, "unix:gid"));
    } catch (IOException | UnsupportedOperationException e) {
      throw new CannotStart("cannot see whose %s is: %s".formatted(file, e.getMessage()), e);
    }
  }
}
