package io.azimux.cli.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.cluster.ClusterReadiness;
import io.azimux.cli.cluster.Isolations;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cluster.chaos.ChaosOrder;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Action;
import io.azimux.topology.Fault;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether a deployment is what a scenario speaks of, and can do all that it asks for. Nothing is
 * hurt before all of it holds.
 */
public final class Preflight {
  /** A container is up within seconds; a pod that has just been replaced takes longer. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final Duration ASK_EVERY = Duration.ofMillis(250);
  private static final int MOST_DIFFERENCES = 12;

  private final Platform platform;
  private final Scenario scenario;
  private final Console console;
  private final DeployedFleet fleet;
  private final Map<String, JsonNode> setups = new LinkedHashMap<>();

  private Preflight(Platform platform, Scenario scenario, String token, Console console) {
    this.platform = platform;
    this.scenario = scenario;
    this.console = console;
    this.fleet = new DeployedFleet(platform, token);
  }

  /**
   * Says what an engine cannot do of a scenario, before anything is looked for.
   *
   * @throws BadInput with what it can do
   */
  public static void requireAble(Engine engine, Scenario scenario) {
    List<Action> refused = engine.refused(scenario);
    if (!refused.isEmpty()) {
      Set<String> words = new LinkedHashSet<>();
      refused.forEach(action -> words.add(action.label() + " " + action.elements()));
      throw new BadInput(
          "%s cannot do what %s asks for: %s; nothing was touched\nIt can: %s"
              .formatted(
                  engine.label(),
                  scenario.name(),
                  String.join(", ", words),
                  String.join(", ", engine.actions())));
    }
  }

  /**
   * Finds the processes and checks them.
   *
   * @param token that their orders need
   * @param hint what to try where the world is another one, from the deployed world as JSON
   * @return the fleet, ready for a run; whoever gets it closes it
   * @throws BadInput where the scenario does not fit
   * @throws CannotStart where the deployment is not ready
   */
  public static DeployedFleet check(
      Platform platform,
      Scenario scenario,
      String token,
      Console console,
      Function<JsonNode, Optional<String>> hint) {
    requireAble(platform.engine(), scenario);
    Preflight preflight = new Preflight(platform, scenario, token, console);
    preflight.find();
    preflight.requireSameWorld(hint);
    preflight.requireAll();
    preflight.requireVictims();
    preflight.requireCuttable();
    preflight.requireToken();
    preflight.await();
    preflight.tellClocks();
    return preflight.fleet;
  }

  private void find() {
    List<Unit> missing = new ArrayList<>(platform.units());
    int all = missing.size();
    boolean found =
        new Poll(console, "find", ASK_EVERY)
            .until(
                () -> {
                  missing.removeIf(this::isFound);
                  return missing.isEmpty();
                },
                LIMIT,
                () -> "%d of %d answer".formatted(all - missing.size(), all));
    if (!found) {
      Unit silent = missing.get(0);
      throw new CannotStart(
          "%s does not answer at any of %s, or speaks another version's language"
              .formatted(silent.place(), silent.urls()));
    }
    console.stage("find", "%s: %d processes".formatted(platform.where(), all));
  }

  private boolean isFound(Unit unit) {
    Optional<DeployedFleet.Found> found = fleet.take(unit);
    found.ifPresent(one -> setups.put(one.carrier().name(), one.setup()));
    return found.isPresent();
  }

  private void requireSameWorld(Function<JsonNode, Optional<String>> hint) {
    JsonNode wanted = JsonReader.parse(JsonWriter.write(scenario.world()));
    for (Map.Entry<String, JsonNode> setup : setups.entrySet()) {
      JsonNode deployed = setup.getValue().path("world");
      List<String> differences = WorldDifferences.between(wanted, deployed);
      if (!differences.isEmpty()) {
        throw new BadInput(
            "%s runs another world than %s; nothing was touched\n%s%s"
                .formatted(
                    setup.getKey(),
                    scenario.name(),
                    shown(differences),
                    hint.apply(deployed).map(text -> "\n" + text).orElse("")));
      }
    }
  }

  private static String shown(List<String> differences) {
    int shown = Math.min(MOST_DIFFERENCES, differences.size());
    StringBuilder text = new StringBuilder(String.join("\n", differences.subList(0, shown)));
    if (differences.size() > shown) {
      text.append("\nand ").append(differences.size() - shown).append(" more");
    }
    return text.toString();
  }

  private void requireAll() {
    Set<String> standby = Placement.standby(scenario.world());
    List<String> missing =
        Wiring.of(scenario.world()).elements().stream()
            .map(Wiring.Element::name)
            .filter(name -> !standby.contains(name) && fleet.carrier(name).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      throw new CannotStart(
          "nothing that runs in %s carries %s"
              .formatted(platform.where(), String.join(", ", missing)));
    }
  }

  private void requireVictims() {
    for (Fault fault : scenario.faults()) {
      boolean isDeployed =
          !(fault.action() instanceof Action.ToProcess action)
              || fleet.carrier(action.element()).isPresent();
      if (!isDeployed) {
        throw new BadInput(
            "%s wants to %s, which nothing in %s carries; nothing was touched"
                .formatted(scenario.name(), fault.action(), platform.where()));
      }
    }
  }

  private void requireCuttable() {
    boolean orders =
        scenario.faults().stream()
            .map(Fault::action)
            .filter(action -> action instanceof Action.Cut)
            .anyMatch(action -> !isolates((Action.Cut) action));
    List<String> fixed =
        setups.entrySet().stream()
            .filter(setup -> !setup.getValue().path("cuttable").asBoolean())
            .map(Map.Entry::getKey)
            .toList();
    if (orders && !fixed.isEmpty()) {
      throw new BadInput(
          ("%s cuts processes off from one another, which these were not started for: %s\n"
                  + "Start them with AZIMUX_CUTTABLE=true")
              .formatted(scenario.name(), String.join(", ", fixed)));
    }
  }

  private boolean isolates(Action.Cut cut) {
    return fleet.isolates() && Isolations.of(cut, fleet.carriers(), scenario.world()).isPresent();
  }

  /** An order without any fault: it shows whether orders are taken, and ends what was left over. */
  private void requireToken() {
    ChaosOrder none = ChaosOrder.NONE;
    for (Carrier carrier : fleet.carriers()) {
      try {
        fleet.client(carrier).chaos(none);
      } catch (NodeClient.Refused refused) {
        throw new BadInput(
            "%s takes no orders: %s\nThe token of the deployment is wanted, in AZIMUX_TOKEN or by --token-file"
                .formatted(carrier.place(), refused.getMessage()));
      } catch (IOException silent) {
        throw new CannotStart(carrier.place() + " does not answer: " + silent.getMessage(), silent);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CannotStart("interrupted", e);
      }
    }
  }

  private void await() {
    ClusterReadiness readiness =
        new ClusterReadiness(
            scenario.world(),
            fleet.carriers().stream()
                .map(one -> new JvmPlan(one.name(), List.of(), one.elements()))
                .toList());
    Map<String, Status> answers = new LinkedHashMap<>();
    boolean ready =
        new Poll(console, "ready", ASK_EVERY)
            .until(
                () -> {
                  answers.putAll(fleet.statuses());
                  return readiness.judge(answers.values()).isReady();
                },
                LIMIT,
                () -> readiness.describe(readiness.judge(answers.values())));
    ClusterReadiness.Progress progress = readiness.judge(answers.values());
    if (!ready) {
      throw new CannotStart(
          "%s is not ready. Missing: %s"
              .formatted(platform.where(), String.join(", ", progress.missing())));
    }
    console.stage("ready", readiness.describe(progress));
  }

  /** Where clocks differ, times of the others are only known so well. */
  private void tellClocks() {
    if (platform.engine().sharesClock()) {
      return;
    }
    List<String> clocks = new ArrayList<>();
    for (Carrier carrier : fleet.carriers()) {
      Clocks.Sample clock = fleet.clock(carrier);
      clocks.add(
          String.format(
              Locale.ROOT,
              "%s %+.1f ms (±%.1f)",
              carrier.name(),
              clock.offset() / 1e6,
              clock.uncertainty() / 1e6));
    }
    console.stage("clocks", "ahead of this one by: " + String.join(", ", clocks));
  }
}
