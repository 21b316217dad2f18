package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.PacketSummary;
import io.azimux.packet.PacketArena;
import java.util.Arrays;
import java.util.List;

/**
 * Knows of every packet who holds it, so that none is lost unseen, sent twice or sent by somebody
 * who does not have it. At any time: created = finished, by disposition + alive.
 */
final class PacketAccounts {
  private static final int NOBODY = -1;
  private static final int LINK = -2;
  private static final int DISPOSITIONS = Disposition.values().length;

  private final PacketArena arena;
  private final int[] holder;
  private final long[] finished;
  private final List<String> names;
  private final Observers observers;
  private long now;
  private long created;
  private long alive;

  PacketAccounts(PacketArena arena, List<String> names, Observers observers) {
    this.arena = arena;
    this.names = names;
    this.observers = observers;
    holder = new int[arena.capacity()];
    Arrays.fill(holder, NOBODY);
    finished = new long[names.size() * DISPOSITIONS];
  }

  /** What is booked from here on happens at this time. */
  void setTime(long nanos) {
    now = nanos;
  }

  /** A packet is on a link from now on: given by an element, which may have just made it. */
  void putOnLink(int element, int packet) {
    takeFrom(element, packet);
    holder[packet] = LINK;
  }

  /** A packet made by a link, or by a test, is on a link from now on. */
  void createOnLink(int packet) {
    created++;
    alive++;
    holder[packet] = LINK;
  }

  /** A packet has left its link for an element. */
  void give(int element, int packet) {
    holder[packet] = element;
  }

  /** A packet ends in the hands of an element. */
  void finish(int element, int packet, Disposition disposition) {
    takeFrom(element, packet);
    end(element, packet, disposition);
  }

  /** A packet ends on a link, on account of an element. */
  void finishOnLink(int element, int packet, Disposition disposition) {
    if (holder[packet] != LINK) {
      throw new IllegalStateException("packet " + packet + " is not on a link");
    }
    end(element, packet, disposition);
  }

  /** Ends every packet that an element holds, as the element is gone. */
  void finishAllOf(int element, Disposition disposition) {
    for (int packet = 0; packet < holder.length; packet++) {
      if (holder[packet] == element) {
        end(element, packet, disposition);
      }
    }
  }

  long created() {
    return created;
  }

  long alive() {
    return alive;
  }

  long finished(int element, Disposition disposition) {
    return finished[element * DISPOSITIONS + disposition.ordinal()];
  }

  long finished(Disposition disposition) {
    long sum = 0;
    for (int i = disposition.ordinal(); i < finished.length; i += DISPOSITIONS) {
      sum += finished[i];
    }
    return sum;
  }

  /** Says what is wrong; empty where the books balance. */
  String audit() {
    long ended = Arrays.stream(finished).sum();
    if (created != ended + alive) {
      return "%d packets created, but %d finished and %d alive".formatted(created, ended, alive);
    }
    long held = Arrays.stream(holder).filter(who -> who != NOBODY).count();
    if (held != alive) {
      return "%d packets alive, but %d held".formatted(alive, held);
    }
    if (arena.inUse() != alive) {
      return "%d slots in use, but %d packets alive".formatted(arena.inUse(), alive);
    }
    return "";
  }

  private void takeFrom(int element, int packet) {
    int who = holder[packet];
    if (who == NOBODY) {
      created++;
      alive++;
    } else if (who != element) {
      throw new IllegalStateException("packet " + packet + " is not the element's to give away");
    }
  }

  private void end(int element, int packet, Disposition disposition) {
    finished[element * DISPOSITIONS + disposition.ordinal()]++;
    holder[packet] = NOBODY;
    if (disposition.isDrop()) {
      observers.drop(now, names.get(element), disposition);
      if (disposition == Disposition.ELEMENT_DOWN) {
        String name = names.get(element);
        Fact lost = new Fact.PacketLost(PacketSummary.of(arena, packet).flow(), disposition, name);
        observers.fact(now, name, lost);
      }
    }
    alive--;
    arena.release(packet);
  }
}
