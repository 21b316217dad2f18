package io.azimux.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.cluster.ClusterRun;
import io.azimux.cli.cluster.Faults;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.Console;
import io.azimux.cli.deployed.DeployedFleet;
import io.azimux.cli.deployed.Engine;
import io.azimux.cli.deployed.Platform;
import io.azimux.cli.deployed.Preflight;
import io.azimux.cli.deployed.compose.ComposePlatform;
import io.azimux.cli.deployed.kubernetes.KubernetesPlatform;
import io.azimux.experiment.Judge;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a scenario against a deployment that somebody else started. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a scenario's load and faults against a deployment, and judges as 'run' does.",
      "Before anything is hurt, the deployment must run the scenario's world, carry all",
      "that the faults name, take orders and be ready. What the run leaves broken is",
      "repaired at its end. 'chaos list' shows the scenarios, and which engine can run them."
    },
    footer = {
      "",
      "The token for orders comes from --token-file or AZIMUX_TOKEN, and else from the",
      "deployment itself: who may kill its containers may also read its secret.",
      "",
      "Examples:",
      "  ./azimux chaos list",
      "  ./azimux chaos nva-inbound --engine compose",
      "  ./azimux chaos kill-one-mux --set world=nva-inbound.yaml --engine compose",
      "  ./azimux chaos nva-inbound --engine kubernetes --namespace azimux"
    })
final class ChaosCommand implements Callable<Integer> {
  private static final String TOKEN_VARIABLE = "AZIMUX_TOKEN";

  private final Console console;
  private final Home home;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      description = "Scenario file, or name of one in scenarios/.")
  String scenario = "";

  @Option(
      names = "--engine",
      paramLabel = "E",
      description = {
        "compose (containers of a docker-compose project), kubernetes (pods of a namespace),",
        "local (JVMs of this machine, started for the run: the same as 'run')."
      })
  String engine = "";

  @Option(
      names = "--project",
      paramLabel = "NAME",
      description = "Compose project. Default: COMPOSE_PROJECT_NAME, or the only one there is.")
  String project = System.getenv().getOrDefault("COMPOSE_PROJECT_NAME", "");

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Kubernetes namespace. Default: that of the context.")
  String namespace = "";

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the kube config. Default: the current one.")
  String context = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token that the deployment's processes want to be shown.")
  Optional<Path> tokenFile = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  long seed = 1;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Changes the file: load.connections=50; world=nva-inbound.yaml takes the scenario to",
        "another world. Repeatable."
      })
  List<String> changes = List.of();

  @Mixin JsonOption json = new JsonOption();

  ChaosCommand(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws Exception {
    json.applyTo(console);
    if (scenario.isEmpty()) {
      throw new BadInput("which scenario? See: ./azimux chaos list");
    }
    Engine chosenEngine =
        Engine.of(engine)
            .orElseThrow(
                () -> new BadInput("no engine '%s'\nValid: %s".formatted(engine, engines())));
    Scenarios.Chosen chosen = new Scenarios(home).choose(scenario, changes);
    Preflight.requireAble(chosenEngine, chosen.scenario());
    Outside.notClient(chosen.scenario(), chosen.scenario().load().client(), "load");
    return chosenEngine == Engine.LOCAL ? local() : deployed(chosenEngine, chosen);
  }

  private static String engines() {
    return Arrays.stream(Engine.values()).map(Engine::label).collect(Collectors.joining(", "));
  }

  private int local() throws Exception {
    RunCommand run = new RunCommand(console, home);
    run.scenario = scenario;
    run.seed = seed;
    run.changes = changes;
    return run.call();
  }

  private int deployed(Engine chosenEngine, Scenarios.Chosen chosen) {
    console.stage(
        "chaos",
        "%s on %s: %s"
            .formatted(
                chosen.scenario().name(), chosenEngine.label(), Elements.count(chosen.scenario())));
    Platform platform =
        chosenEngine == Engine.COMPOSE
            ? ComposePlatform.open(project)
            : KubernetesPlatform.open(context, namespace);
    try (platform;
        DeployedFleet fleet =
            Preflight.check(platform, chosen.scenario(), token(platform), console, this::hint)) {
      return Restoration.after(
          fleet, chosen.scenario(), console, () -> run(fleet, chosen.scenario()));
    }
  }

  private int run(DeployedFleet fleet, Scenario chosen) {
    ClusterRun run = new ClusterRun(fleet, console, chosen, seed, Faults.Victims.asPlanned());
    RunFolder folder = RunFolder.create(home, chosen.name());
    return Reports.show(console, folder, Judge.judge(run.run()), again());
  }

  /** As given; else as the deployment itself knows it. */
  private String token(Platform platform) {
    if (tokenFile.isPresent()) {
      try {
        return Files.readString(tokenFile.get()).strip();
      } catch (IOException e) {
        throw new BadInput("--token-file %s cannot be read: %s".formatted(tokenFile.get(), e));
      }
    }
    String given = System.getenv().getOrDefault(TOKEN_VARIABLE, "").strip();
    return given.isEmpty() ? platform.token().orElse("") : given;
  }

  /**
   * Names a file whose world is the one that was found deployed, where the scenario can be there.
   */
  private Optional<String> hint(JsonNode deployed) {
    return new Scenarios(home)
        .ofWorld(deployed, scenario, changes)
        .map(file -> "To run it in the deployed world: --set world=" + file);
  }

  private String again() {
    StringBuilder command = new StringBuilder("./azimux chaos ").append(scenario);
    command.append(" --engine ").append(engine);
    changes.forEach(change -> command.append(" --set '").append(change).append('\''));
    command.append(project.isEmpty() ? "" : " --project " + project);
    command.append(namespace.isEmpty() ? "" : " --namespace " + namespace);
    command.append(context.isEmpty() ? "" : " --context " + context);
    return command.append(" --seed ").append(seed).toString();
  }
}
