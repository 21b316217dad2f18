package io.azimux.cli.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.fleet.Carrier;
import io.azimux.cli.fleet.Fleet;
import io.azimux.cli.fleet.Inquiry;
import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The processes of a deployment. What a run does to them and does not undo, {@link #restore}
 * undoes: the deployment is somebody else's. Used by one thread, apart from {@link #client}.
 */
public final class DeployedFleet implements Fleet, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Answers come through one network more than from a JVM beside this one. */
  private static final Duration SOON = Duration.ofMillis(700);

  private final Platform platform;
  private final String token;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final ExecutorService threads = Executors.newCachedThreadPool(DeployedFleet::thread);
  private final Clocks clocks = new Clocks();
  private final Inquiry<Status> status = new Inquiry<>(this, this::ask);
  private final Set<String> ended = new LinkedHashSet<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Set<String> held = new LinkedHashSet<>();
  private final Set<String> alone = new LinkedHashSet<>();
  private volatile Map<String, Post> posts = Map.of();

  /**
   * What was asked of a process when it was found.
   *
   * @param setup what it was started with, see {@link io.azimux.cluster.http.Setup}
   */
  record Found(Carrier carrier, JsonNode setup) {}

  DeployedFleet(Platform platform, String token) {
    this.platform = platform;
    this.token = token;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "fleet");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes in a unit if a process answers there.
   *
   * @return what it said; empty where nothing answers yet
   * @throws CannotStart where a process of the same name was found before
   */
  Optional<Found> take(Unit unit) {
    for (int i = 0; i < unit.urls().size(); i++) {
      NodeClient client = new NodeClient(http, unit.urls().get(i), token);
      try {
        Status answer = client.status();
        JsonNode setup = client.setup();
        List<String> elements = answer.elements().stream().map(Status.Hosted::name).toList();
        Post post = new Post(unit, i, answer.jvm(), elements, address(answer));
        Post other = posts.get(post.name());
        if (other != null) {
          throw new CannotStart(
              "two processes call themselves %s: %s and %s"
                  .formatted(post.name(), other.unit().place(), unit.place()));
        }
        put(post);
        return Optional.of(new Found(post.carrier(), setup));
      } catch (IOException | IllegalArgumentException silent) {
        continue; // perhaps another way leads there
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CannotStart("interrupted", e);
      }
    }
    return Optional.empty();
  }

  private static String address(Status status) {
    return status.address().replaceFirst("^.*@", "");
  }

  private void put(Post post) {
    Map<String, Post> changed = new LinkedHashMap<>(posts);
    changed.put(post.name(), post);
    posts = changed;
  }

  @Override
  public String engine() {
    return platform.engine().label();
  }

  @Override
  public List<Carrier> carriers() {
    return posts.values().stream().map(Post::carrier).toList();
  }

  private Post post(Carrier carrier) {
    Post post = posts.get(carrier.name());
    if (post == null || !post.unit().life().equals(carrier.life())) {
      throw new IllegalArgumentException(carrier.place() + " has another life by now");
    }
    return post;
  }

  @Override
  public NodeClient client(Carrier carrier) {
    if (silent.contains(carrier.life())) {
      // Packets to an address that nobody has any more get no answer: asking takes seconds.
      throw new IllegalArgumentException(carrier.place() + " cannot answer");
    }
    return new NodeClient(http, post(carrier).uri(), token);
  }

  private Status ask(Carrier carrier) throws IOException, InterruptedException {
    long asked = Fleet.now();
    Status answer = client(carrier).status();
    clocks.answered(carrier.life(), asked, answer.epochNanos(), Fleet.now());
    return answer;
  }

  @Override
  public Map<String, Status> statuses() {
    Map<String, Status> byName = new LinkedHashMap<>();
    status
        .ask(SOON)
        .forEach(
            (carrier, answer) -> {
              byName.put(carrier.name(), answer);
              learn(carrier, address(answer));
            });
    return byName;
  }

  /** A process that was started again may be known by another address to the others. */
  private void learn(Carrier carrier, String address) {
    Post post = posts.get(carrier.name());
    if (post != null
        && post.unit().life().equals(carrier.life())
        && !post.address().equals(address)) {
      put(new Post(post.unit(), post.url(), post.name(), post.elements(), address));
    }
  }

  /** How far the clock of a process is from ours. */
  Clocks.Sample clock(Carrier carrier) {
    return clocks.of(carrier.life());
  }

  @Override
  public long ourTime(Carrier carrier, long theirNanos) {
    return platform.engine().sharesClock()
        ? theirNanos
        : theirNanos - clocks.of(carrier.life()).offset();
  }

  @Override
  public Standing standing(Carrier carrier) {
    return platform.standing(post(carrier).unit());
  }

  @Override
  public CompletableFuture<Long> kill(Carrier carrier) {
    ended.add(carrier.name());
    return falling(carrier, platform.kill(post(carrier).unit()));
  }

  @Override
  public CompletableFuture<Long> terminate(Carrier carrier) {
    ended.add(carrier.name());
    return falling(carrier, platform.terminate(post(carrier).unit()));
  }

  /** From its end on a process is asked nothing any more. */
  private CompletableFuture<Long> falling(Carrier carrier, CompletableFuture<Long> gone) {
    return gone.whenComplete((nanos, problem) -> silent.add(carrier.life()));
  }

  @Override
  public void pause(Carrier carrier) {
    held.add(carrier.name());
    platform.pause(post(carrier).unit());
  }

  @Override
  public void resume(Carrier carrier) {
    platform.resume(post(carrier).unit());
    held.remove(carrier.name());
  }

  @Override
  public Optional<Carrier> start(String element) {
    Carrier before =
        carrier(element)
            .orElseThrow(
                () -> new CannotStart("nothing in " + platform.where() + " carries " + element));
    Post post = post(before);
    if (platform.standing(post.unit()) != Standing.GONE) {
      return Optional.empty();
    }
    return platform.start(post.unit()).map(unit -> begin(post, unit));
  }

  /** Its address is learnt when it answers; until then nobody can be told to ignore it. */
  private Carrier begin(Post before, Unit unit) {
    Post post = new Post(unit, before.url(), before.name(), before.elements(), "");
    put(post);
    ended.remove(post.name());
    return post.carrier();
  }

  @Override
  public boolean isolates() {
    return platform.engine().isolates();
  }

  @Override
  public void isolate(Carrier carrier) {
    alone.add(carrier.name());
    silent.add(carrier.life());
    platform.isolate(post(carrier).unit());
  }

  @Override
  public boolean isIsolated(Carrier carrier) {
    return platform.isIsolated(post(carrier).unit());
  }

  @Override
  public void rejoin(Carrier carrier) {
    Post post = post(carrier);
    Unit back = platform.rejoin(post.unit());
    put(new Post(back, post.url(), post.name(), post.elements(), post.address()));
    alone.remove(carrier.name());
    silent.remove(carrier.life());
  }

  @Override
  public ExecutorService threads() {
    return threads;
  }

  /**
   * Undoes what still lasts, step by step; a step that fails keeps none of the others from being
   * done.
   *
   * @param told hears of every step, for people
   */
  public void restore(Consumer<String> told) {
    for (Carrier carrier : carriers()) {
      String name = carrier.name();
      if (alone.contains(name)) {
        step(told, carrier.place() + " is on its network again", () -> rejoin(carrier));
      }
      if (held.contains(name)) {
        step(told, carrier.place() + " goes on", () -> resume(carrier));
      }
      if (ended.contains(name) && standing(carrier) == Standing.GONE) {
        step(
            told,
            carrier.place() + " is started again",
            () -> platform.start(post(carrier).unit()));
      }
    }
  }

  private static void step(Consumer<String> told, String what, Runnable work) {
    try {
      work.run();
      told.accept(what);
    } catch (CannotStart problem) {
      told.accept(what + ": not done, " + problem.getMessage());
    }
  }

  /** Asks nobody any more. The platform stays open: whoever opened it closes it. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
