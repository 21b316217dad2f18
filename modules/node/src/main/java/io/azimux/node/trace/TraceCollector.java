package io.azimux.node.trace;

import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes steps of marked packets from many elements, in any order, and assembles traces.
 *
 * <p>Only the steps of one element for one mark must come in the order in which they happened. Not
 * thread-safe.
 */
public final class TraceCollector {
  /**
   * Most steps kept: a walk has about a hundred; a runaway trace must not take the memory of a run.
   */
  public static final int MAX_STEPS = 100_000;

  private record Place(int mark, String element) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byMark = Integer.compareUnsigned(mark, other.mark);
      return byMark != 0 ? byMark : element.compareTo(other.element);
    }
  }

  private static final class Steps {
    private final List<Step> list = new ArrayList<>();
    private long nanos = Long.MAX_VALUE;
  }

  private final TreeMap<Place, Steps> places = new TreeMap<>();
  private int count;
  private long ignored;

  /**
   * Takes one step. Steps beyond {@link #MAX_STEPS} are counted and ignored.
   *
   * @param mark the packet's mark, not 0
   * @param nanos time of the step on the clock of the host of nodes
   */
  public void add(int mark, String element, Step step, long nanos) {
    if (count == MAX_STEPS) {
      ignored++;
      return;
    }
    count++;
    Steps steps = places.computeIfAbsent(new Place(mark, element), place -> new Steps());
    steps.list.add(step);
    steps.nanos = Math.min(steps.nanos, nanos);
  }

  /** Steps ignored because too many came. */
  public long ignored() {
    return ignored;
  }

  /** The trace of this number, as far as it is known; empty where nothing is. */
  public Optional<PacketTrace> trace(int trace) {
    List<PacketPath> paths = new ArrayList<>();
    List<Hop> hops = new ArrayList<>();
    int packet = -1;
    for (var entry : places.entrySet()) {
      int mark = entry.getKey().mark();
      if (TraceMark.trace(mark) != trace) {
        continue;
      }
      if (TraceMark.packet(mark) != packet) {
        close(paths, packet, hops);
        packet = TraceMark.packet(mark);
      }
      fillGap(hops, mark);
      Steps steps = entry.getValue();
      hops.add(new Hop(mark, entry.getKey().element(), steps.list, steps.nanos));
    }
    close(paths, packet, hops);
    return paths.isEmpty() ? Optional.empty() : Optional.of(new PacketTrace(trace, paths));
  }

  private static void fillGap(List<Hop> hops, int mark) {
    int next = hops.isEmpty() ? 0 : hops.get(hops.size() - 1).number() + 1;
    for (int hop = next; hop < TraceMark.hop(mark); hop++) {
      hops.add(new Hop(mark & ~0xff | hop, Hop.UNSEEN, List.of(), Long.MAX_VALUE));
    }
  }

  private static void close(List<PacketPath> paths, int packet, List<Hop> hops) {
    if (packet >= 0) {
      paths.add(new PacketPath(packet, hops));
    }
    hops.clear();
  }
}
