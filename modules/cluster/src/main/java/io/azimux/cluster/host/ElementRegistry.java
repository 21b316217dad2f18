package io.azimux.cluster.host;

import io.azimux.cluster.wire.PacketBatch;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.setup.Setup;

/**
 * The counters of every element of a process. Given to the actor system at its start, so that the
 * mailboxes it makes find it.
 */
public final class ElementRegistry extends Setup {
  /** Collects what cannot be counted for a name of its own. */
  public static final String OTHERS = "others";

  /** Bound on names: they come from outside too, in messages to elements that are not here. */
  static final int MOST_ELEMENTS = 4096;

  private final ConcurrentHashMap<String, ElementStats> elements = new ConcurrentHashMap<>();
  private volatile Consumer<PacketBatch> onFullQueue = batch -> {};

  /** Who is told of batches that found no room in front of an element; by any thread. */
  void onFullQueue(Consumer<PacketBatch> listener) {
    onFullQueue = listener;
  }

  void tellOfFullQueue(PacketBatch batch) {
    onFullQueue.accept(batch);
  }

  /** The counters of an element; made at the first call. */
  public ElementStats of(String element) {
    ElementStats known = elements.get(element);
    if (known != null) {
      return known;
    }
    String name = elements.size() < MOST_ELEMENTS ? element : OTHERS;
    return elements.computeIfAbsent(name, absent -> new ElementStats());
  }

  /** All counters, in the order of names. */
  public Map<String, ElementStats> all() {
    return new TreeMap<>(elements);
  }
}
