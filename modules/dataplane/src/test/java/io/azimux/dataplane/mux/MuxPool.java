package io.azimux.dataplane.mux;

import io.azimux.dataplane.testkit.Lab;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Fact;
import io.azimux.node.Measure;
import io.azimux.node.RandomSource;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Vxlan;
import io.azimux.topology.Ecmp;
import io.azimux.topology.Replication;
import io.azimux.topology.Settings;
import io.azimux.topology.Settings.BackendMap;
import io.azimux.topology.Wiring;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A pool of MUXes that tell one another things, and a store that never loses a batch. */
final class MuxPool {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1000 * MILLI;

  /** One MUX. */
  private static final class Running {
    private final Mux mux;
    private final RecordingOutbox out = new RecordingOutbox();
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();

    Running(Mux mux) {
      this.mux = mux;
    }
  }

  private record OnTheWay(long at, String from, String to, PeerMessage message) {}

  private final World world;
  private final Wiring wiring;
  private final FrontendRule[] rules;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final List<OnTheWay> way = new ArrayList<>();

  /** Batches and messages for which this is true are lost. */
  Predicate<String> loses = to -> false;

  /** Time of a batch or message on its way. */
  long delay = MILLI;

  /** Each batch and message is on its way for up to so much longer, and others overtake it. */
  int jitter = 1;

  private final RandomSource random = new RandomSource(77);

  long now = 100 * SECOND;
  long messages;
  private long goalVersion;

  MuxPool(Settings settings, FrontendRule... rules) {
    world = Lab.world(2, 4, settings);
    wiring = Wiring.of(world);
    this.rules = rules;
    world.muxes().forEach(mux -> start(mux.name()));
    run(10 * MILLI);
  }

  static MuxPool of(Replication.Mode mode, FrontendRule... rules) {
    return new MuxPool(settings(mode, 10_000), rules);
  }

  static Settings settings(Replication.Mode mode, int capacity) {
    return Lab.settings(Ecmp.Kind.HASH_THRESHOLD, BackendMap.LIST_MOD, capacity)
        .withReplication(Replication.DEFAULTS.with(mode));
  }

  void start(String name) {
    Running fresh = new Running(Mux.of(world, wiring, name, new RandomSource(1)));
    running.put(name, fresh);
    fresh.mux.start(now, fresh.out);
    goal(name, rules);
  }

  void kill(String name) {
    running.remove(name);
  }

  void goal(String name, FrontendRule... changed) {
    Running one = at(name);
    goalVersion++;
    share(one, "goal", Lab.goal(goalVersion, changed));
    share(one, "health/host-a", Lab.health(changed));
    for (int i = 1; i <= 9; i++) {
      one.mux.onMessage(Lab.CONTROLLER, Lab.resolved(i, Lab.hostA()), now, one.out);
    }
    collect(name);
  }

  private void share(Running one, String key, PeerMessage value) {
    SharedValue shared = new SharedValue(key, goalVersion, value);
    one.mux.onMessage(FlowBatch.STORE, shared, now, one.out);
  }

  void goal(FrontendRule... changed) {
    List.copyOf(running.keySet()).forEach(name -> goal(name, changed));
  }

  /** Sends a packet in; where it went, how it ended, or nothing where it is held back. */
  String tcp(String name, FiveTuple flow, int flags) {
    Running one = at(name);
    one.sent.clear();
    one.mux.onBurst(0, Packets.burst(Packets.tcp(one.out.arena(), flow, flags)), now, one.out);
    collect(name);
    return String.join(" ", one.sent);
  }

  /** What a MUX sent on since the last packet came in, or since it was asked. */
  List<String> sent(String name) {
    List<String> sent = List.copyOf(at(name).sent);
    at(name).sent.clear();
    return sent;
  }

  void deliver(String from, String to, PeerMessage message) {
    way.add(new OnTheWay(now, from, to, message));
    run(0);
  }

  /** Lets time pass with all messages and timers in it. */
  void run(long nanos) {
    long until = now + nanos;
    while (true) {
      OnTheWay next = way.stream().min((a, b) -> Long.compare(a.at, b.at)).orElse(null);
      String ringing = null;
      long at = next == null ? Long.MAX_VALUE : next.at;
      for (Map.Entry<String, Running> one : running.entrySet()) {
        for (long due : one.getValue().out.timers().values()) {
          if (due < at) {
            at = due;
            ringing = one.getKey();
          }
        }
      }
      if (at > until) {
        break;
      }
      now = Math.max(now, at);
      if (ringing != null) {
        Running one = at(ringing);
        one.mux.onTimer(one.out.takeEarliestTimer().getKey(), now, one.out);
        collect(ringing);
      } else if (next != null) {
        way.remove(next);
        arrive(next);
      }
    }
    now = until;
  }

  private void arrive(OnTheWay letter) {
    Running to = running.get(letter.to);
    if (to != null) {
      to.mux.onMessage(letter.from, letter.message, now, to.out);
      collect(letter.to);
    }
  }

  private void collect(String name) {
    Running one = at(name);
    for (RecordingOutbox.Told told : List.copyOf(one.out.told())) {
      if (told.element().equals(FlowBatch.STORE) && told.message() instanceof FlowBatch batch) {
        store(name, batch);
      } else if (!loses.test(told.element())) {
        messages++;
        way.add(new OnTheWay(arrival(), name, told.element(), told.message()));
      }
    }
    one.facts.addAll(one.out.facts());
    one.out.transmitted().forEach(packet -> one.sent.add(backend(one, packet.packet())));
    one.out.dispositions().forEach(how -> one.sent.add(how.toString()));
    one.out.clear();
  }

  private long arrival() {
    return now + delay + random.nextInt(jitter);
  }

  private void store(String writer, FlowBatch told) {
    FlowBatch batch = new FlowBatch(writer, told.number(), told.rows(), false, now);
    for (String name : running.keySet()) {
      if (!name.equals(writer) && !loses.test(name)) {
        way.add(new OnTheWay(arrival(), FlowBatch.STORE, name, batch));
      }
    }
    if (told.acknowledge() && !loses.test(writer)) {
      BatchStored stored = new BatchStored(told.number(), true);
      way.add(new OnTheWay(now + 2 * delay, FlowBatch.STORE, writer, stored));
    }
  }

  private static String backend(Running one, int packet) {
    int inner = one.out.arena().start(packet) + Vxlan.OVERHEAD;
    byte[] bytes = one.out.arena().bytes();
    int ports = inner + Ethernet.HEADER + 20;
    int address = (int) Ethernet.destination(bytes, inner);
    return "nva" + (address - Lab.address(0).bits()) + ":" + Bytes.u16(bytes, ports);
  }

  List<Fact> facts(String name) {
    return at(name).facts;
  }

  double reading(String name, Measure measure, String label) {
    double[] found = {-1};
    at(name)
        .mux
        .measure(
            (one, its, value) -> {
              if (one == measure && its.equals(label)) {
                found[0] = value;
              }
            });
    return found[0];
  }

  double decisions(String name, Decision decision) {
    return reading(name, Measure.MUX_DECISIONS, decision.label());
  }

  double flows(String name) {
    return reading(name, Measure.MUX_FLOWS, "");
  }

  long digest(String name) {
    return (long) reading(name, Measure.MUX_FLOW_DIGEST, "");
  }

  private Running at(String name) {
    Running one = running.get(name);
    if (one == null) {
      throw new IllegalStateException(name + " does not run");
    }
    return one;
  }
}
