package io.azimux.console.watch;

import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.journal.Entry;
import io.azimux.console.deployment.Deployment;
import io.azimux.console.deployment.NodeAddress;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches all processes of a deployment and hands out frames: three a second while anybody looks,
 * and at once when a process appears, falls silent or goes.
 */
public final class Watch implements AutoCloseable {
  /** More processes are not asked: a page could not show them. */
  static final int MOST_NODES = 256;

  private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(330);
  private static final long IDLE_FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(1_000);

  /** Changes that come together make one frame. */
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Deployment deployment;
  private final Consumer<Live> frames;
  private final IntSupplier lookers;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Map<URI, NodeWatch> watches = new ConcurrentHashMap<>();
  private final Chronicle chronicle = new Chronicle();
  private final FlowSample flows = new FlowSample();
  private final Series series = new Series();
  private final Traces traces = new Traces();
  private final Changes changes = new Changes(chronicle);
  private final Thread director;
  private volatile boolean closed;
  private volatile String world = "";
  private volatile List<NodeView> views = List.of();
  private long toldMoments = 1;

  /**
   * Watches.
   *
   * @param frames gets every frame, in one thread
   * @param lookers how many look at them now
   */
  public Watch(Deployment deployment, Consumer<Live> frames, IntSupplier lookers) {
    this.deployment = deployment;
    this.frames = frames;
    this.lookers = lookers;
    director = new Thread(this::direct, "watch");
    director.setDaemon(true);
  }

  /** Begins. */
  public void start() {
    director.start();
  }

  private void direct() {
    while (!closed) {
      long begun = System.nanoTime();
      try {
        round();
      } catch (RuntimeException failure) {
        LOG.error("a round of the watch failed", failure);
      }
      LockSupport.parkNanos(LEAST_NANOS);
      long frame = lookers.getAsInt() > 0 ? FRAME_NANOS : IDLE_FRAME_NANOS;
      long left = frame - (System.nanoTime() - begun);
      if (left > 0 && !closed) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** A frame is wanted now: something has happened. */
  public void hurry() {
    LockSupport.unpark(director);
  }

  private void round() {
    if (!world.equals(deployment.identity())) {
      world = deployment.identity();
      forget();
    }
    follow(deployment.addresses(answers()));
    long pace = lookers.getAsInt() > 0 ? NodeWatch.BUSY_NANOS : NodeWatch.IDLE_NANOS;
    watches.values().forEach(watch -> watch.pace(pace));
    views = watches.values().stream().map(NodeWatch::view).toList();
    long now = System.currentTimeMillis();
    Picture picture = new Picture(views);
    changes.look(now, views, picture);
    frames.accept(frame(now, picture, toldMoments));
    toldMoments = chronicle.next();
  }

  private List<Status> answers() {
    List<Status> answers = new ArrayList<>();
    for (NodeView view : views) {
      Status status = view.status();
      if (view.answers() && status != null) {
        answers.add(status);
      }
    }
    return answers;
  }

  private void forget() {
    watches.values().forEach(NodeWatch::close);
    watches.clear();
    views = List.of();
    chronicle.clear();
    flows.clear();
    series.clear();
    traces.clear();
    changes.clear();
  }

  /** Begins to watch what is new. What is gone stays, until others carry all its elements. */
  private void follow(List<NodeAddress> addresses) {
    Map<URI, NodeAddress> wanted = new LinkedHashMap<>();
    addresses.stream().limit(MOST_NODES).forEach(address -> wanted.put(address.url(), address));
    watches
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = !wanted.containsKey(entry.getKey()) && isOver(entry.getValue().view());
              if (over) {
                entry.getValue().close();
              }
              return over;
            });
    for (NodeAddress address : wanted.values()) {
      if (!watches.containsKey(address.url())) {
        NodeClient client = new NodeClient(http, address.url(), deployment.token());
        NodeWatch watch = new NodeWatch(address, client, this::take, this::hurry);
        watches.put(address.url(), watch);
        watch.start();
      }
    }
  }

  private boolean isOver(NodeView view) {
    Status status = view.status();
    if (status == null || watches.size() > MOST_NODES) {
      return true;
    }
    Picture picture = new Picture(views);
    return status.elements().stream()
        .allMatch(
            element -> {
              NodeView carrier = picture.carrier(element.name());
              return carrier != null
                  && carrier.answers()
                  && !carrier.address().url().equals(view.address().url());
            });
  }

  private void take(Entry entry) {
    long before = chronicle.next();
    chronicle.take(entry);
    flows.take(entry);
    traces.take(entry);
    if (chronicle.next() != before) {
      hurry();
    }
  }

  private Live frame(long now, Picture picture, long sinceMoment) {
    Scenario scenario = deployment.scenario();
    List<Live.Element> elements = picture.elements(Wiring.of(scenario.world()).elements());
    List<Live.Drop> drops = picture.drops();
    return new Live(
        now,
        world,
        picture.nodes(),
        elements,
        picture.edges(),
        picture.sessions(),
        picture.members(),
        picture.faults(),
        drops,
        chronicle.since(sinceMoment),
        chronicle.next(),
        series.take(now, elements, drops).map(List::of).orElse(List.of()));
  }

  /** All that is known of an element now. */
  public Detail detail(String element) {
    NodeView node = new Picture(views).carrier(element);
    Status status = node == null ? null : node.status();
    return new Detail(
        element,
        node == null ? "" : node.name(),
        node == null ? "" : node.address().url().toString(),
        node == null ? Presence.UNKNOWN.words() : node.presence().words(),
        node == null ? -1 : node.ageMillis(),
        status == null ? -1 : status.pid(),
        status == null ? "" : status.self(),
        status == null
            ? List.of()
            : status.elements().stream()
                .map(Status.Hosted::name)
                .filter(name -> !name.equals(element))
                .toList(),
        status == null ? null : status.element(element),
        chronicle.about(element));
  }

  /**
   * An element.
   *
   * @param with other elements of its process: what is done to one is done to all
   * @param hosted its last answer; null where it never gave one
   */
  public record Detail(
      String element,
      String jvm,
      String url,
      String presence,
      long ageMillis,
      long pid,
      String self,
      List<String> with,
      Status.@Nullable Hosted hosted,
      List<Moment> moments) {}

  /** Notes what somebody did by this page, and looks at once at what comes of it. */
  public void act(String what, String element) {
    chronicle.add(System.currentTimeMillis(), "action", "you", what, element, false);
    watches.values().forEach(NodeWatch::hurry);
    hurry();
  }

  /** What happened last. */
  public Chronicle chronicle() {
    return chronicle;
  }

  /** The flows told of last. */
  public FlowSample flows() {
    return flows;
  }

  /** Points of the plots. */
  public Series series() {
    return series;
  }

  /** A walk through what runs. */
  public LiveWalk walk() {
    return new LiveWalk(deployment, http, traces, () -> views);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(director);
    watches.values().forEach(NodeWatch::close);
  }
}
