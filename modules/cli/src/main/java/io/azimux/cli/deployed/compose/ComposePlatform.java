package io.azimux.cli.deployed.compose;

import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.deployed.Engine;
import io.azimux.cli.deployed.Platform;
import io.azimux.cli.deployed.Unit;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cli.process.Commands;
import io.azimux.cli.process.SystemCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A docker-compose project. Containers are found by the labels that every version of Compose gives
 * them; that a container is gone is Docker's word, with the time at which it saw its process end.
 */
public final class ComposePlatform implements Platform {
  /** A MUX drains for seconds; what takes longer hangs. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final String TOKEN = "AZIMUX_TOKEN";
  private static final String TOKEN_FILE = "AZIMUX_TOKEN_FILE";

  private final Docker docker;
  private final Commands commands;
  private final String project;
  private final Map<String, List<Container.Attachment>> cutOff = new LinkedHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(ComposePlatform::thread);

  private ComposePlatform(Commands commands, String project) {
    this.commands = commands;
    this.docker = new Docker(commands);
    this.project = project;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "docker");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The project of this name, or the only one that runs the emulator.
   *
   * @param project name; empty where there is but one
   * @throws BadInput where there are several
   * @throws CannotStart where there is none, or no Docker
   */
  public static ComposePlatform open(String project) {
    return open(new SystemCommands(), project);
  }

  static ComposePlatform open(Commands commands, String project) {
    List<String> projects =
        new Docker(commands)
            .nodes(project).stream()
                .filter(Container::isRunning)
                .map(Container::project)
                .distinct()
                .toList();
    if (projects.isEmpty()) {
      throw new CannotStart(
          "no container of %s carries a process of Azimux and runs; start them with:"
                  .formatted(project.isEmpty() ? "any compose project" : "project " + project)
              + " docker-compose -f docker/compose.yaml up");
    }
    if (projects.size() > 1) {
      throw new BadInput(
          "several compose projects run Azimux; choose one with --project\nValid: "
              + String.join(", ", projects));
    }
    return new ComposePlatform(commands, projects.get(0));
  }

  @Override
  public Engine engine() {
    return Engine.COMPOSE;
  }

  @Override
  public String where() {
    return "compose project " + project;
  }

  @Override
  public List<Unit> units() {
    List<Container> nodes = docker.nodes(project);
    nodes.stream()
        .filter(Container::isPaused)
        .findFirst()
        .ifPresent(
            held -> {
              throw new CannotStart(
                  "container %s is paused; let it go on: docker unpause %s"
                      .formatted(held.name(), held.name()));
            });
    return nodes.stream().filter(Container::isRunning).map(Container::unit).toList();
  }

  /** In the environment of a container, or in the file that it was told of. */
  @Override
  public Optional<String> token() {
    for (Container node : docker.nodes(project)) {
      String given = node.environment().getOrDefault(TOKEN, "").strip();
      if (!given.isEmpty()) {
        return Optional.of(given);
      }
      String file = node.environment().getOrDefault(TOKEN_FILE, "");
      if (!file.isEmpty() && node.isRunning()) {
        return docker.file(node.id(), file).map(String::strip).filter(text -> !text.isEmpty());
      }
    }
    return Optional.empty();
  }

  @Override
  public Fleet.Standing standing(Unit unit) {
    Container now = docker.inspect(unit.id());
    if (!now.unit().life().equals(unit.life())) {
      return Fleet.Standing.GONE; // another life has begun
    }
    if (now.isPaused()) {
      return Fleet.Standing.STANDS_STILL;
    }
    return now.isRunning() ? Fleet.Standing.RUNS : Fleet.Standing.GONE;
  }

  @Override
  public CompletableFuture<Long> kill(Unit unit) {
    docker.order("kill", "--signal", "KILL", unit.id());
    return CompletableFuture.supplyAsync(
        () -> {
          docker.await(unit.id());
          return ended(unit);
        },
        threads);
  }

  @Override
  public CompletableFuture<Long> terminate(Unit unit) {
    return CompletableFuture.supplyAsync(
        () -> {
          docker.stop(unit.id(), GRACE);
          return ended(unit);
        },
        threads);
  }

  private long ended(Unit unit) {
    Instant at = docker.inspect(unit.id()).finishedAt();
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  @Override
  public void pause(Unit unit) {
    docker.order("pause", unit.id());
  }

  @Override
  public void resume(Unit unit) {
    docker.order("unpause", unit.id());
  }

  /** A restart policy may have been quicker. */
  @Override
  public Optional<Unit> start(Unit ended) {
    if (!docker.inspect(ended.id()).isRunning()) {
      docker.order("start", ended.id());
    }
    return Optional.of(docker.inspect(ended.id()).unit());
  }

  @Override
  public void isolate(Unit unit) {
    List<Container.Attachment> networks = docker.inspect(unit.id()).networks();
    cutOff.put(unit.id(), networks);
    networks.forEach(one -> docker.order("network", "disconnect", one.network(), unit.id()));
  }

  @Override
  public boolean isIsolated(Unit unit) {
    return docker.inspect(unit.id()).networks().isEmpty();
  }

  /**
   * The others know the process by its address, so it gets the same one where Docker lets it
   * choose, and the lowest free one where not: nobody took its own meanwhile.
   */
  @Override
  public Unit rejoin(Unit unit) {
    for (Container.Attachment before : cutOff.getOrDefault(unit.id(), List.of())) {
      List<String> plain = new ArrayList<>(List.of("network", "connect"));
      before.aliases().forEach(alias -> plain.addAll(List.of("--alias", alias)));
      List<String> same = new ArrayList<>(plain);
      same.addAll(List.of("--ip", before.address(), before.network(), unit.id()));
      plain.addAll(List.of(before.network(), unit.id()));
      if (docker.attempt(same).isPresent()) {
        docker.order(plain.toArray(String[]::new));
      }
    }
    cutOff.remove(unit.id());
    return docker.inspect(unit.id()).unit();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    commands.close();
  }
}
