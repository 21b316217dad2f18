package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.cli.page.LocalDeployment;
import io.azimux.cli.page.PageProcess;
import io.azimux.cli.page.RemoteDeployment;
import io.azimux.cluster.StatusFile;
import io.azimux.console.ConsoleServer;
import io.azimux.console.deployment.Deployment;
import io.azimux.console.deployment.NodeAddress;
import io.azimux.console.deployment.SeedNodes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves the live page. */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    description = {
      "Serves the live page in the foreground, until Ctrl-C: the cluster of this checkout,",
      "whichever runs, also while a run or a demo goes on in another terminal. With",
      "--seed-url or --nodes, processes that something else started (containers, pods);",
      "those are given with the scenario that they were started with.",
      "Kill, pause and walk need the token (AZIMUX_TOKEN) unless the browser runs on the",
      "same machine."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux console",
      "  ./azimux console --port 8081",
      "  ./azimux console nva-inbound --bind 0.0.0.0 --seed-url http://controller-1:9464",
      "  ./azimux console nva-inbound --nodes mux-1=http://127.0.0.1:9465,..."
    })
final class ConsoleCommand implements Callable<Integer> {
  private static final String TOKEN_VARIABLE = "AZIMUX_TOKEN";
  private static final int LAST_PORT = 65_535;

  private final Console console;
  private final Home home;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description = {
        "What the processes were started with. Default: what the cluster of this checkout",
        "was started with, or nva-inbound."
      })
  String scenario = "";

  @Option(names = "--port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}.")
  int port = PageProcess.PORT;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}, this machine only.")
  String bind = "127.0.0.1";

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description = {
        "A name with dots by which browsers may reach it, too; repeatable. Others are",
        "refused, since any site could make its own name point here."
      })
  List<String> hostNames = new ArrayList<>();

  @Option(
      names = "--seed-url",
      paramLabel = "URL",
      split = ",",
      description = "HTTP address of any process: it tells of all others. Repeatable.")
  List<String> seedUrls = new ArrayList<>();

  @Option(
      names = "--nodes",
      paramLabel = "NAME=URL",
      split = ",",
      description = "Processes, where none tells of the others.")
  List<String> nodes = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Directory in which processes wrote their status files.")
  String from = "";

  ConsoleCommand(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    if (port < 0 || port > LAST_PORT) {
      throw new BadInput("--port %d is not 1..%d (0: any)".formatted(port, LAST_PORT));
    }
    Deployment deployment = deployment();
    CountDownLatch end = new CountDownLatch(1);
    try (ConsoleServer server = serve(deployment)) {
      Runtime.getRuntime().addShutdownHook(new Thread(end::countDown, "console-end"));
      String host = bind.equals("127.0.0.1") ? "localhost" : bind;
      console.stage(
          "page", "http://%s:%d  (Ctrl-C ends it)".formatted(host, server.address().getPort()));
      end.await();
    }
    return ExitCode.PASS.status();
  }

  private ConsoleServer serve(Deployment deployment) {
    InetSocketAddress address = new InetSocketAddress(bind, port);
    if (address.isUnresolved()) {
      throw new BadInput("--bind '%s' is no address of this machine".formatted(bind));
    }
    try {
      return ConsoleServer.start(deployment, address, hostNames);
    } catch (IOException inUse) {
      throw new CannotStart(
          "%s\nChoose another port: ./azimux console --port %d"
              .formatted(inUse.getMessage(), port == LAST_PORT ? PageProcess.PORT : port + 1),
          inUse);
    }
  }

  private Deployment deployment() {
    if (seedUrls.isEmpty() && nodes.isEmpty() && from.isEmpty()) {
      return local();
    }
    List<NodeAddress> named = new ArrayList<>(nodes.stream().map(ConsoleCommand::named).toList());
    named.addAll(written());
    String token = Optional.ofNullable(System.getenv(TOKEN_VARIABLE)).orElse("").strip();
    return new RemoteDeployment(
        new SeedNodes(named, seedUrls.stream().map(url -> url("--seed-url", url)).toList()),
        chosen(Scenarios.DEFAULT).scenario(),
        token,
        home.runs());
  }

  private Deployment local() {
    return new LocalDeployment(
        home.state(),
        home.runs(),
        chosen(Scenarios.DEFAULT).scenario(),
        file -> new Scenarios(home).choose(file).scenario(),
        state -> RunningCluster.of(home));
  }

  private Scenarios.Chosen chosen(String otherwise) {
    return new Scenarios(home).choose(scenario.isEmpty() ? otherwise : scenario);
  }

  private List<NodeAddress> written() {
    if (from.isEmpty()) {
      return List.of();
    }
    Path directory = Path.of(from);
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .flatMap(name -> status(directory, name).stream())
          .filter(status -> !status.http().isEmpty())
          .map(s -> new NodeAddress(s.jvm(), url("--from", s.http()), s.elements()))
          .toList();
    } catch (IOException e) {
      throw new BadInput("--from: cannot read %s: %s".formatted(from, e.getMessage()));
    }
  }

  private static Optional<StatusFile> status(Path directory, String name) {
    try {
      return StatusFile.read(directory, name.substring(0, name.length() - ".json".length()));
    } catch (IOException | IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static NodeAddress named(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new BadInput("--nodes '%s' is not NAME=URL".formatted(text));
    }
    return new NodeAddress(
        text.substring(0, equals), url("--nodes", text.substring(equals + 1)), List.of());
  }

  private static URI url(String option, String text) {
    try {
      URI url = URI.create(text);
      if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
          && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException malformed) {
      throw new BadInput(
          "%s '%s' is no address: %s".formatted(option, text, malformed.getMessage()));
    }
    throw new BadInput("%s '%s' is not http://HOST:PORT".formatted(option, text));
  }
}
