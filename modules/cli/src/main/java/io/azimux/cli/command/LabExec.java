package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs a command inside of a guest. */
@Command(
    name = "exec",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a command inside of a guest of the lab, as the guest's root, on this",
      "terminal. The exit status is that of the command."
    },
    footer = {
      "",
      "Examples:",
      "  sudo ./azimux lab exec remote-pc -- ssh azureuser@20.240.9.27",
      "  sudo ./azimux lab exec nva1 -- tcpdump -i eth0 host 141.192.166.93 -n -t"
    })
final class LabExec implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(index = "0", paramLabel = "GUEST", description = "Name of the guest.")
  String guest = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "Program and its arguments.")
  List<String> command = new ArrayList<>();

  LabExec(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() {
    ProcessBuilder builder =
        LabCommand.with(
            console,
            home,
            lab -> lab.inside(LabCommand.scenario(home, lab), guest, words()).inheritIO());
    try {
      Process process = builder.start();
      // An interrupt from the keyboard is meant for the command, which gets it, too.
      Thread hook = new Thread(() -> Runtime.getRuntime().halt(ended(process)), "lab-exec");
      Runtime.getRuntime().addShutdownHook(hook);
      int status = ended(process);
      Runtime.getRuntime().removeShutdownHook(hook);
      return status;
    } catch (IllegalStateException ending) {
      return 0; // the hook ends this program with the status of the command
    } catch (IOException e) {
      throw new CannotStart("cannot run '%s': %s".formatted(command.get(0), e.getMessage()), e);
    }
  }

  /** The command without the two dashes in front, which are there for people. */
  private List<String> words() {
    List<String> words = command.get(0).equals("--") ? command.subList(1, command.size()) : command;
    if (words.isEmpty()) {
      throw new BadInput(
          "which command? For example: ./azimux lab exec %s -- ip a".formatted(guest));
    }
    return words;
  }

  private static int ended(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException again) {
        continue; // only the end of the command counts
      }
    }
  }
}
