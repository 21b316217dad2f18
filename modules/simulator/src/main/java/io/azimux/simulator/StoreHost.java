package io.azimux.simulator;

import io.azimux.node.Meter;
import io.azimux.node.RandomSource;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.PeerMessage;
import io.azimux.simulator.store.Letter;
import io.azimux.simulator.store.StoreFactory;
import io.azimux.simulator.store.StoreOutlet;
import io.azimux.simulator.store.StoreReplica;
import java.util.ArrayList;
import java.util.List;

/** Hosts the replicas of the store, beside the element of their process. */
final class StoreHost {
  /** A letter on its way. */
  record Post(String from, Letter letter) {}

  private final StoreFactory factory;
  private final long seed;
  private final EventQueue queue;
  private final Exchange exchange;
  private final List<List<StoreReplica>> replicas = new ArrayList<>();

  StoreHost(StoreFactory factory, long seed, EventQueue queue, Exchange exchange, int elements) {
    this.factory = factory;
    this.seed = seed;
    this.queue = queue;
    this.exchange = exchange;
    for (int i = 0; i < elements; i++) {
      replicas.add(List.of());
    }
  }

  void start(Hosted element, long now) {
    RandomSource random =
        RandomSource.ofElement(seed, "store of " + element.name, element.incarnation);
    List<StoreReplica> fresh = List.copyOf(factory.create(element.name, random));
    replicas.set(element.index, fresh);
    for (int i = 0; i < fresh.size(); i++) {
      fresh.get(i).start(now, new Outlet(element, i, now));
    }
  }

  void died(Hosted element) {
    replicas.set(element.index, List.of());
  }

  void told(Hosted element, PeerMessage message, long now) {
    List<StoreReplica> all = replicas.get(element.index);
    for (int i = 0; i < all.size(); i++) {
      all.get(i).onTold(message, now, new Outlet(element, i, now));
    }
  }

  void letter(Hosted element, Post post, long now) {
    List<StoreReplica> all = replicas.get(element.index);
    for (int i = 0; i < all.size(); i++) {
      all.get(i).onLetter(post.from(), post.letter(), now, new Outlet(element, i, now));
    }
  }

  /** Timers of an element's replicas share one table: the key's remainder names the replica. */
  void timer(Hosted element, long key, long now) {
    List<StoreReplica> all = replicas.get(element.index);
    int number = (int) Math.floorMod(key, (long) all.size());
    long own = Math.floorDiv(key, (long) all.size());
    all.get(number).onTimer(own, now, new Outlet(element, number, now));
  }

  void measure(Hosted element, Meter meter) {
    replicas.get(element.index).forEach(replica -> replica.measure(meter));
  }

  private final class Outlet implements StoreOutlet {
    private final Hosted element;
    private final int number;
    private final long now;

    Outlet(Hosted element, int number, long now) {
      this.element = element;
      this.number = number;
      this.now = now;
    }

    @Override
    public void hand(PeerMessage message) {
      Object envelope = new Exchange.Envelope(FlowBatch.STORE, message);
      queue.push(now, Simulator.MESSAGE, element.index, 0, envelope);
    }

    @Override
    public void send(String to, Letter letter) {
      exchange.post(element, to, new Post(element.name, letter), now);
    }

    @Override
    public void timer(long key, long atNanos) {
      int all = replicas.get(element.index).size();
      element.storeTimers.set(key * all + number, atNanos, now);
    }
  }
}
