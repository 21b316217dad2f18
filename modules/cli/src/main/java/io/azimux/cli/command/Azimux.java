package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself; what it does is in its subcommands. */
@Command(
    name = "azimux",
    version = "azimux 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "A cloud load balancer to take apart: routers, a MUX pool, hosts and network",
      "virtual appliances as real processes. Kill a MUX under traffic and see what",
      "happened to every flow, and why."
    },
    footer = {
      "",
      "Try:",
      "  ./azimux demo            the whole story in about a minute",
      "  ./azimux walk            one connection, packet by packet, in one second",
      "  ./azimux up              a cluster to play with; then ps, kill, capture, down",
      "",
      "Exit status: 0 PASS or done, 1 FAIL, 2 UNKNOWN or cannot start, 64 wrong",
      "arguments or bad input, 70 crash of the tool."
    })
public final class Azimux implements Runnable {
  private final Console console;

  private Azimux(Console console) {
    this.console = console;
  }

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "Plain text; the same as setting NO_COLOR.")
  void noColor(boolean wanted) {
    if (wanted) {
      console.plain();
    }
  }

  @Override
  public void run() {
    throw new BadInput("which command? See: ./azimux --help");
  }

  /** Runs one command; returns the exit status. */
  public static int run(Console console, Home home, String... arguments) {
    if (List.of(arguments).contains("--no-color")) {
      console.plain();
    }
    CommandLine line = line(console, home);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(console.isColoured() ? Ansi.ON : Ansi.OFF));
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setParameterExceptionHandler((problem, args) -> badArguments(console, problem));
    line.setExecutionExceptionHandler((problem, where, parsed) -> failed(console, home, problem));
    try {
      return line.execute(arguments);
    } catch (Error broken) {
      // The parser passes on exceptions only; an error would end the process with 1, which is FAIL.
      console.problem(CrashReport.write(home.runs(), broken));
      return ExitCode.CRASH.status();
    }
  }

  /** Names of all commands. */
  static Set<String> names(Console console, Home home) {
    return line(console, home).getSubcommands().keySet();
  }

  private static CommandLine line(Console console, Home home) {
    CommandLine line = new CommandLine(new Azimux(console));
    commands(console, home).forEach(line::addSubcommand);
    Objects.requireNonNull(line.getSubcommands().get("chaos"))
        .addSubcommand(new ChaosList(console, home));
    CommandLine lab = Objects.requireNonNull(line.getSubcommands().get("lab"));
    LabCommand.subcommands(console, home).forEach(lab::addSubcommand);
    // What follows the guest's name is the command's own.
    Objects.requireNonNull(lab.getSubcommands().get("exec")).setStopAtPositional(true);
    // What looks like an option there is the benchmarks' own.
    CommandLine bench = Objects.requireNonNull(line.getSubcommands().get("bench"));
    bench.setUnmatchedOptionsArePositionalParams(true);
    return line;
  }

  private static List<Object> commands(Console console, Home home) {
    return List.of(
        new Demo(console, home),
        new Up(console, home),
        new Down(console, home),
        new Ps(console, home),
        new ConsoleCommand(console, home),
        new Walk(console, home),
        new RunCommand(console, home),
        new Sim(console, home),
        new ReportCommand(console, home),
        new Compare(console, home),
        new ChaosCommand(console, home),
        new Kill(console, home),
        new Restart(console, home),
        new LabCommand(),
        new CaptureCommand(console, home),
        new Bench(console, home));
  }

  private static int badArguments(Console console, CommandLine.ParameterException problem) {
    String name = problem.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(problem.getMessage());
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      boolean isCommand = problem.getCommandLine().getParent() == null && !word.startsWith("-");
      message =
          isCommand
              ? "no command '%s'\nCommands: %s"
                  .formatted(
                      word, String.join(", ", problem.getCommandLine().getSubcommands().keySet()))
              : "%s takes no '%s'".formatted(name, word);
    }
    console.problem(message + "\nSee: ./" + name + " --help");
    return ExitCode.USAGE.status();
  }

  private static int failed(Console console, Home home, Exception problem) {
    if (problem instanceof BadInput) {
      console.problem(String.valueOf(problem.getMessage()));
      return ExitCode.USAGE.status();
    }
    if (problem instanceof CannotStart) {
      console.problem(String.valueOf(problem.getMessage()));
      return ExitCode.UNKNOWN.status();
    }
    console.problem(CrashReport.write(home.runs(), problem));
    return ExitCode.CRASH.status();
  }
}
