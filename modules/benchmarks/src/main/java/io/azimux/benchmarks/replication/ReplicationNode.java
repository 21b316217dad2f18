package io.azimux.benchmarks.replication;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.azimux.cluster.DownedMembers;
import io.azimux.cluster.store.FlowCounters;
import io.azimux.cluster.store.ProcessStore;
import io.azimux.cluster.store.StoreFaults;
import io.azimux.cluster.store.StoreSetup;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JVM of the measurement. It obeys lines on standard input and answers with lines on standard
 * output: {@link ReplicationBench} knows both.
 *
 * <p>Arguments: number of this JVM, ports of all, live flows, number of its first flow.
 */
public final class ReplicationNode {
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private static final Logger LOG = LoggerFactory.getLogger(ReplicationNode.class);

  /** Of so many drops one is told of in the log. */
  private static final int DROPS_TOLD_APART = 100;

  private final int[] ports;
  private final Live live;
  private final long tableBytes;
  private final ProcessStore store;
  private final LongAdder oversized = new LongAdder();
  private final LongAdder otherDrops = new LongAdder();
  private final ActorSystem<Void> system;
  private final ActorRef<ToElement> mux;
  private final FlowMaker maker;

  private ReplicationNode(int index, int[] ports, int flows, long first) {
    this.ports = ports.clone();
    long before = usedMemory();
    live = new Live(flows, ports.length);
    tableBytes = usedMemory() - before;
    List<String> muxes = new ArrayList<>();
    for (int i = 0; i < ports.length; i++) {
      muxes.add(name(i));
    }
    store = new ProcessStore(muxes, new StoreSetup(new StoreFaults(index)));
    CompletableFuture<ActorRef<ToElement>> started = new CompletableFuture<>();
    system =
        ActorSystem.create(
            Behaviors.<Void>setup(
                context -> {
                  store.start(context, true);
                  context.spawn(DownedMembers.watch(), "_downed");
                  ActorRef<ToElement> actor =
                      context.spawn(
                          TableMux.of(name(index), live, this::send),
                          name(index),
                          DispatcherSelector.fromConfig("azimux.element-dispatcher"));
                  store.attach(name(index), true, actor);
                  context
                      .getSystem()
                      .eventStream()
                      .tell(
                          new EventStream.Subscribe<>(
                              Dropped.class,
                              context.spawn(
                                  Behaviors.<Dropped>receiveMessage(this::dropped), "_dropped")));
                  started.complete(actor);
                  return Behaviors.empty();
                }),
            "azimux",
            ActorSystemSetup.create(BootstrapSetup.create(config(ports[index])), store.setup()));
    mux = started.join();
    maker = new FlowMaker(name(index), index, live, store, mux, first);
  }

  private static long usedMemory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Config config(int port) {
    return ConfigFactory.parseString(
            "pekko.remote.artery.canonical { hostname = 127.0.0.1, port = %d }%n".formatted(port)
                + "pekko.cluster.roles = [mux]\n")
        .withFallback(ConfigFactory.parseResources("azimux.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  static String name(int index) {
    return "mux-" + (index + 1);
  }

  private org.apache.pekko.actor.typed.Behavior<Dropped> dropped(Dropped dropped) {
    boolean size = dropped.reason().toLowerCase(Locale.ROOT).contains("oversized");
    (size ? oversized : otherDrops).increment();
    if (size || otherDrops.sum() % DROPS_TOLD_APART == 1) {
      LOG.warn("dropped: {}: {}", dropped.reason(), dropped.message().getClass());
    }
    return Behaviors.same();
  }

  private void send(String to, Told told) {
    int peer = Integer.parseInt(to.substring("mux-".length())) - 1;
    ((ExtendedActorSystem) Adapter.toClassic(system))
        .provider()
        .resolveActorRef("pekko://azimux@127.0.0.1:" + ports[peer] + "/user/" + to)
        .tell(told, org.apache.pekko.actor.ActorRef.noSender());
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    String[] list = arguments[1].split(",");
    int[] ports = new int[list.length];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = Integer.parseInt(list[i]);
    }
    ReplicationNode node =
        new ReplicationNode(
            Integer.parseInt(arguments[0]),
            ports,
            Integer.parseInt(arguments[2]),
            Long.parseLong(arguments[3]));
    node.join();
    node.report();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      node.obey(line.split(" "));
    }
    Runtime.getRuntime().halt(0);
  }

  private void join() {
    Cluster cluster = Cluster.get(system);
    cluster
        .manager()
        .tell(
            new JoinSeedNodes(
                List.of(
                    new org.apache.pekko.actor.Address("pekko", "azimux", "127.0.0.1", ports[0]))));
    Thread members =
        new Thread(
            () -> {
              while (!cluster.selfMember().status().equals(MemberStatus.up())) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
              }
              OUT.println("up");
              while (up(cluster) < ports.length) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
              }
              OUT.println("all");
              store.rehearsed().toCompletableFuture().join();
              OUT.println("ready");
            },
            "members");
    members.setDaemon(true);
    members.start();
    Thread making = new Thread(maker, "flows");
    making.setDaemon(true);
    making.start();
  }

  private static int up(Cluster cluster) {
    int up = 0;
    for (Member member : cluster.state().getMembers()) {
      up += member.status().equals(MemberStatus.up()) ? 1 : 0;
    }
    return up;
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "rate" -> maker.setRate(Integer.parseInt(words[1]));
      case "lose" -> store.faults().loseNext(1);
      case "pull" -> mux.tell(new TableMux.Look(m -> m.pullFrom(words[1], this::complete)));
      case "window" ->
          mux.tell(
              new TableMux.Look(
                  m -> {
                    Lags lags = m.takeWindow();
                    OUT.println("window " + figures(lags));
                  }));
      case "digest" ->
          mux.tell(
              new TableMux.Look(
                  m ->
                      OUT.println(
                          "digest "
                              + Long.toHexString(m.live().digest())
                              + " "
                              + m.live().size())));
      case "table" -> OUT.println("table " + tableBytes);
      case "end" -> System.exit(0);
      default -> throw new IllegalArgumentException("no command '" + words[0] + "'");
    }
  }

  /** It holds what the others hold; it may be used once it has rehearsed, too. */
  private void complete() {
    OUT.println("pulled");
    store.rehearsed().thenRun(() -> OUT.println("complete"));
  }

  private static String figures(Lags lags) {
    return String.format(
        Locale.ROOT,
        "%.1f %.1f %.1f %d",
        lags.quantile(0.5),
        lags.quantile(0.99),
        lags.longest(),
        lags.count());
  }

  /** Says every second what happened in it. */
  private void report() {
    Thread reporting =
        new Thread(
            () -> {
              long next = System.nanoTime();
              while (true) {
                next = Math.max(next + TimeUnit.SECONDS.toNanos(1), System.nanoTime());
                LockSupport.parkNanos(next - System.nanoTime());
                mux.tell(new TableMux.Look(this::second));
              }
            },
            "report");
    reporting.setDaemon(true);
    reporting.start();
  }

  private void second(TableMux muxNow) {
    FlowCounters counters = store.counters();
    Runtime runtime = Runtime.getRuntime();
    OUT.println(
        String.join(
            " ",
            "second",
            figures(muxNow.takeSecond()),
            Long.toString(maker.offered()),
            Long.toString(maker.sent()),
            Long.toString(muxNow.received()),
            Long.toString(counters.failures(FlowCounters.UNCONFIRMED)),
            Long.toString(counters.failures(FlowCounters.HOLE)),
            Long.toString(oversized.sum()),
            Long.toString(otherDrops.sum()),
            Long.toString(store.setup().fullStates()),
            Long.toString((runtime.totalMemory() - runtime.freeMemory()) >> 20),
            Long.toString(residentMegabytes())));
  }

  private static long residentMegabytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
        }
      }
    } catch (IOException notLinux) {
      return 0;
    }
    return 0;
  }
}
