package io.azimux.cluster.host;

import io.azimux.cluster.wire.ToElement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
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

  /** Takes a new list of all actors of one kind, all in processes of the same age. */
  void update(String kind, Set<ActorRef<ToElement>> now) {
    update(kind, now, actor -> 0);
  }

  /**
   * Takes a new list of all actors of one kind.
   *
   * <p>After a restart, the old actor of an element may be listed beside the new one until the
   * cluster has given the old process up; and an old process that stood still for a while may come
   * back beside its replacement. The one in the younger process is the right one; of equally old
   * ones the one that was not listed before.
   *
   * @param rank how young the actor's process is, higher for those that joined later
   */
  synchronized void update(
      String kind, Set<ActorRef<ToElement>> now, ToIntFunction<ActorRef<ToElement>> rank) {
    Set<ActorRef<ToElement>> before = listed.getOrDefault(kind, Set.of());
    Set<ActorRef<ToElement>> gone = new HashSet<>(before);
    gone.removeAll(now);
    for (ActorRef<ToElement> actor : gone) {
      actors.remove(actor.path().name(), actor);
    }
    Map<String, ActorRef<ToElement>> chosen = new HashMap<>();
    for (ActorRef<ToElement> actor : now) {
      chosen.merge(actor.path().name(), actor, (a, b) -> isRather(a, b, before, rank) ? a : b);
    }
    actors.putAll(chosen);
    listed.put(kind, Set.copyOf(now));
  }

  private boolean isRather(
      ActorRef<ToElement> one,
      ActorRef<ToElement> other,
      Set<ActorRef<ToElement>> before,
      ToIntFunction<ActorRef<ToElement>> rank) {
    int byAge = Integer.compare(rank.applyAsInt(one), rank.applyAsInt(other));
    if (byAge != 0) {
      return byAge > 0;
    }
    if (before.contains(one) != before.contains(other)) {
      return before.contains(other);
    }
    return one.equals(actors.get(one.path().name()));
  }
}
