package io.azimux.cli.lab.check;

import io.azimux.cli.cluster.ClusterReadiness;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.lab.Lab;
import io.azimux.cli.lab.talk.TalkMain;
import io.azimux.topology.InternetClient;
import io.azimux.topology.Scenario;
import io.azimux.topology.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The programs that checks run in guests: on the client's side and on the server's. */
final class Programs {
  private static final String USER = "azureuser";
  private static final String FILE = "file";

  /** Where the echoing server listens; new connections are sent there from the port of the rule. */
  private static final String ECHO_PORT = "2222";

  private final Lab lab;
  private final Scenario scenario;
  private final String client;
  private final String server;

  /** In the guests of a lab that stands. */
  Programs(Lab lab, Scenario scenario) {
    this.lab = lab;
    this.scenario = scenario;
    this.client =
        scenario.world().clients().stream()
            .filter(one -> one.attached().isPresent())
            .map(InternetClient::name)
            .findFirst()
            .orElseThrow(() -> new CannotStart("no client of the scenario is attached"));
    this.server = server(scenario);
  }

  /** The guest that serves: one behind the load balancer's backends, or a backend itself. */
  private static String server(Scenario scenario) {
    Set<String> probed = ClusterReadiness.probed(scenario.world());
    List<String> servers =
        scenario.world().virtualMachines().stream()
            .filter(machine -> machine.isAttached() && !machine.listens().isEmpty())
            .map(VirtualMachine::name)
            .toList();
    return servers.stream()
        .filter(name -> probed.stream().noneMatch(nic -> nic.startsWith(name + "/")))
        .findFirst()
        .or(() -> servers.stream().findFirst())
        .orElseThrow(() -> new CannotStart("no attached guest listens"));
  }

  private String frontend() {
    return scenario.walk().destination().toString();
  }

  /** An ssh session with a terminal, in which somebody types. */
  ProcessBuilder session() {
    return lab.inside(
        scenario, client, List.of("ssh", "-tt", USER + "@" + frontend(), "exec", "cat"));
  }

  /** Copies the file at so many bytes a second. */
  Copy copy(int bytesPerSecond) {
    int kilobits = Math.max(1, bytesPerSecond / 1_000 * 8);
    String from = file(client, "root").getFileName() + "";
    return Copy.begin(
        lab.inside(
            scenario,
            client,
            List.of(
                "scp",
                "-q",
                "-l",
                Integer.toString(kilobits),
                from,
                USER + "@" + frontend() + ":")),
        file(client, "root"),
        file(server, USER));
  }

  /** Writes what is copied. */
  void writeFile(int megabytes) {
    Copy.write(file(client, "root"), megabytes);
  }

  private Path file(String guest, String user) {
    return lab.home(guest, user).resolve(FILE);
  }

  /** Starts the echoing server and waits until it listens. */
  Process echo() {
    try {
      Process process = lab.inside(scenario, server, talk("serve", ECHO_PORT)).start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      if (!TalkMain.LISTENS.equals(out.readLine())) {
        throw new CannotStart(
            "the echoing server did not start: "
                + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      return process;
    } catch (IOException e) {
      throw new CannotStart("cannot start the echoing server: " + e.getMessage(), e);
    }
  }

  /** Sends new connections to the echoing server, or no more. */
  void redirect(boolean on) {
    List<String> command =
        List.of(
            "iptables",
            "-t",
            "nat",
            on ? "-I" : "-D",
            "PREROUTING",
            "-p",
            "tcp",
            "--dport",
            Integer.toString(scenario.walk().port()),
            "-j",
            "REDIRECT",
            "--to-ports",
            ECHO_PORT);
    try {
      if (lab.inside(scenario, server, command).inheritIO().start().waitFor() != 0) {
        throw new CannotStart(String.join(" ", command) + " failed in " + server);
      }
    } catch (IOException e) {
      throw new CannotStart("cannot run iptables: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** Opens connections that talk. */
  Process talk(int connections, int pauseMillis) {
    try {
      return lab.inside(
              scenario,
              client,
              talk(
                  "talk",
                  frontend(),
                  Integer.toString(scenario.walk().port()),
                  Integer.toString(connections),
                  Integer.toString(pauseMillis)))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new CannotStart("cannot start the load: " + e.getMessage(), e);
    }
  }

  /** Runs something on one side. */
  ProcessBuilder on(ThroughputCheck.Side side, List<String> command) {
    return lab.inside(scenario, side == ThroughputCheck.Side.CLIENT ? client : server, command);
  }

  /** Ends a program together with what it runs inside of a guest. */
  static void end(Process process) {
    List.copyOf(process.descendants().toList()).forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static List<String> talk(String... arguments) {
    List<String> command = new ArrayList<>(java(TalkMain.class));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command that runs a program of ours. */
  static List<String> java(Class<?> program) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-Xmx128m",
        "-cp",
        System.getProperty("azimux.classpath", System.getProperty("java.class.path", "")),
        program.getName());
  }
}
