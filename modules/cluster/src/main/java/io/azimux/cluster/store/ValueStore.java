package io.azimux.cluster.store;

import io.azimux.cluster.wire.SharedValueBytes;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.SharedValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.ddata.GSet;
import org.apache.pekko.cluster.ddata.GSetKey;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.Replicator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values that all processes share, each under a replicated key of its own, so that a change
 * moves one value only. A grow-only set names the keys. Values are few and change seldom: here the
 * replicator's own notifications do.
 */
final class ValueStore extends AbstractActor {
  /** An element that wants all values from now on. */
  record Attach(String element, org.apache.pekko.actor.typed.ActorRef<ToElement> actor) {}

  /** An element that wants no more. */
  record Detach(String element, org.apache.pekko.actor.typed.ActorRef<ToElement> actor) {}

  /** A value that an element writes. */
  record Put(String from, SharedValue value) {}

  /** What fits a frame of 256 KiB with its envelope; compressed, it is a megabyte or two. */
  static final int MOST_BYTES = 192 * 1024;

  private static final Key<GSet<String>> KEYS = GSetKey.create("keys");
  private static final String VALUES = "value/";

  // Everybody at once; who cannot be reached gets it by gossip, later.
  private static final Replicator.WriteConsistency EVERYWHERE =
      new Replicator.WriteAll(scala.concurrent.duration.Duration.fromNanos(1_000_000_000L));

  private static final Logger LOG = LoggerFactory.getLogger(ValueStore.class);

  private final ActorRef replicator;
  private final Map<String, org.apache.pekko.actor.typed.ActorRef<ToElement>> elements =
      new LinkedHashMap<>();
  private final Map<String, SharedValue> standing = new TreeMap<>();
  private final Map<String, Put> written = new TreeMap<>();
  private final Set<String> subscribed = new TreeSet<>();

  private ValueStore(ActorRef replicator) {
    this.replicator = replicator;
  }

  static Props props(ActorRef replicator) {
    return Props.create(ValueStore.class, () -> new ValueStore(replicator));
  }

  @Override
  public void preStart() {
    replicator.tell(new Replicator.Subscribe<>(KEYS, getSelf()), getSelf());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Attach.class, this::attach)
        .match(Detach.class, gone -> elements.remove(gone.element, gone.actor))
        .match(Put.class, put -> put(put.from, put.value))
        .match(Replicator.Changed.class, this::changed)
        .match(Replicator.ModifyFailure.class, failed -> LOG.error("{}", failed.errorMessage()))
        .match(Replicator.UpdateResponse.class, response -> {})
        .build();
  }

  private void attach(Attach attach) {
    elements.put(attach.element, attach.actor);
    standing.values().forEach(value -> tell(attach.element, attach.actor, value));
  }

  private void put(String from, SharedValue value) {
    SharedValue stands = standing.get(value.key());
    if (stands != null && stands.version() > value.version()) {
      // What the element wrote does not stand; it must learn what does.
      tellOne(from, stands);
      return;
    }
    byte[] bytes = SharedValueBytes.write(value);
    if (bytes.length > MOST_BYTES) {
      LOG.error(
          "'{}' is not shared: compressed, it has {} bytes, the most is {}",
          value.key(),
          bytes.length,
          MOST_BYTES);
      return;
    }
    written.put(value.key(), new Put(from, value));
    subscribe(value.key());
    SharedRegister written = new SharedRegister(value.version(), bytes);
    replicator.tell(
        new Replicator.Update<>(
            new ValueKey(VALUES + value.key()),
            SharedRegister.EMPTY,
            EVERYWHERE,
            register -> register.mergeData(written)),
        getSelf());
  }

  /** Listens to a key, and lets everybody know that it exists. */
  private void subscribe(String key) {
    if (!subscribed.add(key)) {
      return;
    }
    replicator.tell(new Replicator.Subscribe<>(new ValueKey(VALUES + key), getSelf()), getSelf());
    replicator.tell(
        new Replicator.Update<>(
            KEYS, GSet.create(), EVERYWHERE, keys -> keys.contains(key) ? keys : keys.add(key)),
        getSelf());
  }

  private void changed(Replicator.Changed<?> changed) {
    if (changed.dataValue() instanceof GSet<?> keys) {
      keys.getElements().forEach(key -> subscribe(String.valueOf(key)));
    } else if (changed.dataValue() instanceof SharedRegister register
        && register.bytes().length > 0) {
      SharedValue value = SharedValueBytes.read(register.bytes());
      SharedValue before = standing.put(value.key(), value);
      if (!value.equals(before)) {
        Put own = written.get(value.key());
        elements.keySet().stream()
            .filter(element -> own == null || !own.equals(new Put(element, value)))
            .forEach(element -> tellOne(element, value));
      }
    }
  }

  private void tellOne(String element, SharedValue value) {
    org.apache.pekko.actor.typed.ActorRef<ToElement> actor = elements.get(element);
    if (actor != null) {
      tell(element, actor, value);
    }
  }

  private static void tell(
      String element, org.apache.pekko.actor.typed.ActorRef<ToElement> actor, SharedValue value) {
    actor.tell(new Told(element, FlowBatch.STORE, value));
  }
}
