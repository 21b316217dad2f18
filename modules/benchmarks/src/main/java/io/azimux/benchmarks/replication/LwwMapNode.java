package io.azimux.benchmarks.replication;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.LWWMapKey;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;

/** One JVM of {@link Baseline}. Arguments: its number, ports of all. */
public final class LwwMapNode extends AbstractActor {
  private static final Key<LWWMap<String, Long>> FLOWS = LWWMapKey.create("flows");
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private record Make(int flows) {}

  private record Tell() {}

  private final DistributedData data = DistributedData.get(getContext().getSystem());
  private final SelfUniqueAddress self = data.selfUniqueAddress();
  private final ActorRef replicator = data.replicator();
  private final String own;
  private final Set<String> seen = new HashSet<>();
  private Lags lags = new Lags();
  private long made;
  private long madeOfWindow;

  private LwwMapNode(String own) {
    this.own = own;
  }

  @Override
  public void preStart() {
    replicator.tell(new Replicator.Subscribe<>(FLOWS, getSelf()), getSelf());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Make.class, make -> make(make.flows))
        .match(Replicator.Changed.class, this::changed)
        .match(Tell.class, tell -> tell())
        .matchAny(other -> {})
        .build();
  }

  private void make(int flows) {
    for (int i = 0; i < flows; i++) {
      String flow = own + "-" + Long.toHexString(Live.mix(made++));
      long now = TableMux.epochNanos();
      madeOfWindow++;
      replicator.tell(
          new Replicator.Update<>(
              FLOWS,
              LWWMap.<String, Long>create(),
              Replicator.writeLocal(),
              map -> map.put(self, flow, now)),
          getSelf());
    }
  }

  private void changed(Replicator.Changed<?> changed) {
    if (changed.dataValue() instanceof LWWMap<?, ?> map) {
      long now = TableMux.epochNanos();
      map.getEntries()
          .forEach(
              (flow, at) -> {
                if (flow instanceof String name
                    && at instanceof Long then
                    && !name.startsWith(own)
                    && seen.add(name)) {
                  lags.add(now - then, 1);
                }
              });
    }
  }

  private void tell() {
    OUT.printf(
        Locale.ROOT,
        "window %d %d %.0f %.0f%n",
        madeOfWindow,
        lags.count(),
        lags.quantile(0.5),
        lags.quantile(0.99));
    madeOfWindow = 0;
    lags = new Lags();
  }

  /** Runs until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    String[] ports = arguments[1].split(",");
    int index = Integer.parseInt(arguments[0]);
    Config config =
        ConfigFactory.parseString(
                "pekko.actor.provider = cluster\npekko.loglevel = WARNING\n"
                    + "pekko.remote.artery.canonical { hostname = 127.0.0.1, port = %s }%n"
                        .formatted(ports[index]))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    ActorSystem system = ActorSystem.create("baseline", config);
    Cluster cluster = Cluster.get(system);
    cluster.joinSeedNodes(
        List.of(new Address("pekko", "baseline", "127.0.0.1", Integer.parseInt(ports[0]))));
    ActorRef node =
        system.actorOf(
            Props.create(LwwMapNode.class, () -> new LwwMapNode("mux-" + index)), "node");
    while (cluster.state().members().size() < ports.length) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    OUT.println("all");
    int[] rate = {0};
    Thread making =
        new Thread(
            () -> {
              double due = 0;
              while (true) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                due += rate[0] * 0.02;
                node.tell(new Make((int) due), ActorRef.noSender());
                due -= (int) due;
              }
            },
            "flows");
    making.setDaemon(true);
    making.start();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("rate ")) {
        rate[0] = Integer.parseInt(line.substring("rate ".length()));
      } else {
        node.tell(new Tell(), ActorRef.noSender());
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
