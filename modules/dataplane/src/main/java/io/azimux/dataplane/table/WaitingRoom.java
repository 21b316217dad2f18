package io.azimux.dataplane.table;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.Places;
import io.azimux.node.message.ResolveAddress;
import io.azimux.packet.Ipv4Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packets that wait for the controller's answer, first come first served, and the questions. Where
 * the controller does not answer until it is time to ask again, the shared places do.
 */
final class WaitingRoom {
  /** Most packets that wait: one burst, which is what a backend's first flows bring at once. */
  static final int CAPACITY = 256;

  /** Longest wait; a client's TCP asks again after a second. */
  static final long PATIENCE_NANOS = 500_000_000L;

  /** Time between two questions for one address: messages may be lost. */
  static final long ASK_EVERY_NANOS = 100_000_000L;

  private final String controller;
  private final long timerKey;
  private final AddressDirectory.Continuation continuation;

  private final int[] packets = new int[CAPACITY];
  private final long[] addresses = new long[CAPACITY];
  private final long[] contexts = new long[CAPACITY];
  private final long[] expiries = new long[CAPACITY];
  private int size;

  private final long[] asked = new long[CAPACITY];
  private final long[] askAgainAt = new long[CAPACITY];
  private int questions;
  private Map<Long, AddressResolved> places = Map.of();

  private final int[] leavingPackets = new int[CAPACITY];
  private final long[] leavingContexts = new long[CAPACITY];

  WaitingRoom(String controller, long timerKey, AddressDirectory.Continuation continuation) {
    this.controller = controller;
    this.timerKey = timerKey;
    this.continuation = continuation;
  }

  /** Places of the shared state, all of them. */
  void setPlaces(Places shared) {
    Map<Long, AddressResolved> byAddress = new LinkedHashMap<>();
    for (AddressResolved place : shared.addresses()) {
      if (place.known()) {
        byAddress.put((long) place.vni() << 32 | place.customer().bits() & 0xffffffffL, place);
      }
    }
    places = byAddress;
  }

  /** Places of those addresses for which the controller has not answered in time. */
  List<AddressResolved> unanswered(long nowNanos) {
    List<AddressResolved> found = new ArrayList<>();
    for (int i = 0; i < questions; i++) {
      AddressResolved place = askAgainAt[i] <= nowNanos ? places.get(asked[i]) : null;
      if (place != null) {
        found.add(place);
      }
    }
    return found;
  }

  int size() {
    return size;
  }

  void park(int packet, long address, long context, long nowNanos, Outbox out) {
    if (size == CAPACITY) {
      drop(packet, "too many packets wait for addresses", out);
      return;
    }
    packets[size] = packet;
    addresses[size] = address;
    contexts[size] = context;
    expiries[size] = nowNanos + PATIENCE_NANOS;
    size++;
    if (question(address) < 0) {
      asked[questions] = address;
      questions++;
      ask(questions - 1, nowNanos, out);
      setTimer(out);
    }
  }

  /**
   * An answer: packets go on with the index, or end where it is {@link AddressDirectory#UNKNOWN}.
   */
  void answered(long address, int index, long nowNanos, Outbox out) {
    int question = question(address);
    if (question < 0) {
      return;
    }
    forget(question);
    int leaving = takeOut(address);
    setTimer(out);
    for (int i = 0; i < leaving; i++) {
      if (index == AddressDirectory.UNKNOWN) {
        drop(leavingPackets[i], "the controller knows no host", out);
      } else {
        continuation.resolved(leavingPackets[i], leavingContexts[i], index, nowNanos, out);
      }
    }
  }

  void onTimer(long nowNanos, Outbox out) {
    int expired = 0;
    while (expired < size && expiries[expired] <= nowNanos) {
      drop(packets[expired], "no answer in time", out);
      expired++;
    }
    if (expired > 0) {
      shift(expired);
    }
    for (int i = questions - 1; i >= 0; i--) {
      if (!isAwaited(asked[i])) {
        forget(i);
      } else if (askAgainAt[i] <= nowNanos) {
        ask(i, nowNanos, out);
      }
    }
    setTimer(out);
  }

  private void ask(int question, long nowNanos, Outbox out) {
    long address = asked[question];
    askAgainAt[question] = nowNanos + ASK_EVERY_NANOS;
    int vni = (int) (address >>> 32);
    out.tell(controller, new ResolveAddress(vni, new Ipv4Address((int) address)));
  }

  private void setTimer(Outbox out) {
    long at = size == 0 ? Outbox.NEVER : expiries[0];
    for (int i = 0; i < questions; i++) {
      at = Math.min(at, askAgainAt[i]);
    }
    out.timer(timerKey, at);
  }

  /** Moves all packets of an address to the leaving arrays, in order; returns how many. */
  private int takeOut(long address) {
    int leaving = 0;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (addresses[i] == address) {
        leavingPackets[leaving] = packets[i];
        leavingContexts[leaving++] = contexts[i];
      } else {
        move(i, kept++);
      }
    }
    size = kept;
    return leaving;
  }

  private void shift(int count) {
    for (int i = count; i < size; i++) {
      move(i, i - count);
    }
    size -= count;
  }

  private void move(int from, int to) {
    packets[to] = packets[from];
    addresses[to] = addresses[from];
    contexts[to] = contexts[from];
    expiries[to] = expiries[from];
  }

  private int question(long address) {
    for (int i = 0; i < questions; i++) {
      if (asked[i] == address) {
        return i;
      }
    }
    return -1;
  }

  private void forget(int question) {
    questions--;
    asked[question] = asked[questions];
    askAgainAt[question] = askAgainAt[questions];
  }

  private boolean isAwaited(long address) {
    for (int i = 0; i < size; i++) {
      if (addresses[i] == address) {
        return true;
      }
    }
    return false;
  }

  private static void drop(int packet, String detail, Outbox out) {
    if (out.arena().mark(packet) != 0) {
      out.step(packet, new Step.Finished(Disposition.ADDRESS_UNRESOLVED, detail));
    }
    out.finish(packet, Disposition.ADDRESS_UNRESOLVED);
  }
}
