package io.azimux.cluster.host;

import io.azimux.cluster.wire.ToElement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements are, as far as this process knows: names to actors. Read on the data path by
 * any thread; written by the one actor that listens to the receptionist.
 */
public final class Directory {
  private final ConcurrentHashMap<String, ActorRef<ToElement>> actors = new ConcurrentHashMap<>();
  private final Map<String, Set<ActorRef<ToElement>>> listed = new HashMap<>();

  /** The actor of an element, or null where none is known. */
  public @Nullable ActorRef<ToElement> find(String element) {
    return actors.get(element);
  }

  /** Names of all elements that are known now. */
  public Set<String> names() {
    return new TreeSet<>(actors.keySet());
  }

  /**
   * Takes a new list of all actors of one kind.
   *
   * <p>After a restart, the old actor of an element may be listed beside the new one until the
   * cluster has given the old process up: then the one that was not listed before is the right one.
   */
  synchronized void update(String kind, Set<ActorRef<ToElement>> now) {
    Set<ActorRef<ToElement>> before = listed.getOrDefault(kind, Set.of());
    Set<ActorRef<ToElement>> gone = new HashSet<>(before);
    gone.removeAll(now);
    for (ActorRef<ToElement> actor : gone) {
      actors.remove(actor.path().name(), actor);
    }
    for (ActorRef<ToElement> actor : now) {
      if (before.contains(actor)) {
        actors.putIfAbsent(actor.path().name(), actor);
      }
    }
    for (ActorRef<ToElement> actor : now) {
      if (!before.contains(actor)) {
        actors.put(actor.path().name(), actor);
      }
    }
    listed.put(kind, Set.copyOf(now));
  }
}
