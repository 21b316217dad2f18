package io.azimux.dataplane.table;

import io.azimux.node.Outbox;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.Places;
import java.util.Arrays;

/**
 * On which host a customer address (CA) of a network runs: a cache of the controller's answers, and
 * the packets that wait for one.
 *
 * <p>An address that is known has an index, which stays the same for the directory's life. Callers
 * may keep indexes and what they read by them; {@link #generation} grows whenever an answer changes
 * anything.
 */
public final class AddressDirectory {
  /** What {@link #find} returns for an address that no answer has told of. */
  public static final int UNKNOWN = -1;

  /** Most addresses remembered: more NICs than a region's controller tells one MUX of, for 2 MB. */
  public static final int CAPACITY = 1 << 16;

  private static final int INITIAL = 64;

  private final WaitingRoom waiting;
  private long[] keys = new long[INITIAL];
  private int[] hosts = new int[INITIAL];
  private long[] macs = new long[INITIAL];
  private String[] hostNames = new String[INITIAL];
  private int[] slots = new int[2 * INITIAL];
  private int size;
  private int generation;

  /** Takes up a packet again once its address is known. */
  @FunctionalInterface
  public interface Continuation {
    /**
     * The address is known now.
     *
     * @param context what was given to {@link #park}
     * @param index of the address in the directory
     */
    void resolved(int packet, long context, int index, long nowNanos, Outbox out);
  }

  /**
   * Makes an empty directory.
   *
   * @param controller name of the element to ask
   * @param timerKey the owner's timer that it hands on to {@link #onTimer}
   */
  public AddressDirectory(String controller, long timerKey, Continuation continuation) {
    waiting = new WaitingRoom(controller, timerKey, continuation);
    Arrays.fill(hostNames, "");
  }

  /** Index of an address, or {@link #UNKNOWN}. */
  public int find(int vni, int customer) {
    int index = locate(key(vni, customer));
    return index >= 0 && hosts[index] != 0 ? index : UNKNOWN;
  }

  /** The customer address itself, as bits. */
  public int customer(int index) {
    return (int) keys[index];
  }

  /** Network of the address. */
  public int vni(int index) {
    return (int) (keys[index] >>> 32);
  }

  /** Provider address (PA) of the host, as bits; 0 once the controller has taken it back. */
  public int host(int index) {
    return hosts[index];
  }

  /** Name of the host. */
  public String hostName(int index) {
    return hostNames[index];
  }

  /** MAC address of the guest's NIC, in the low 48 bits. */
  public long mac(int index) {
    return macs[index];
  }

  /** Grows with every change. */
  public int generation() {
    return generation;
  }

  /** Packets that wait. */
  public int parked() {
    return waiting.size();
  }

  /**
   * Lets a packet wait for an address that {@link #find} did not know, and asks the controller. The
   * packet is the directory's from now on: it ends as {@code ADDRESS_UNRESOLVED}, or goes to the
   * continuation.
   */
  public void park(int packet, int vni, int customer, long context, long nowNanos, Outbox out) {
    waiting.park(packet, key(vni, customer), context, nowNanos, out);
  }

  /** Takes an answer in, asked for or not, and sends on the packets that waited for it. */
  public void onAddressResolved(AddressResolved answer, long nowNanos, Outbox out) {
    long key = key(answer.vni(), answer.customer().bits());
    int index = locate(key);
    if (index < 0 && answer.known() && size < CAPACITY) {
      index = add(key);
    }
    if (index >= 0) {
      update(index, answer);
    }
    waiting.answered(key, answer.known() ? index : UNKNOWN, nowNanos, out);
  }

  /**
   * Takes in where all addresses run, as the shared state has it: for those that the controller
   * does not answer for, and for those that moved.
   */
  public void onPlaces(Places places) {
    waiting.setPlaces(places);
    for (AddressResolved place : places.addresses()) {
      int index = locate(key(place.vni(), place.customer().bits()));
      if (index >= 0 && place.known()) {
        update(index, place);
      }
    }
  }

  /** The timer is due. */
  public void onTimer(long nowNanos, Outbox out) {
    for (AddressResolved place : waiting.unanswered(nowNanos)) {
      onAddressResolved(place, nowNanos, out);
    }
    waiting.onTimer(nowNanos, out);
  }

  private void update(int index, AddressResolved answer) {
    int host = answer.host().bits();
    long mac = answer.mac().bits();
    if (hosts[index] != host || macs[index] != mac || !hostNames[index].equals(answer.hostName())) {
      hosts[index] = host;
      macs[index] = mac;
      hostNames[index] = answer.hostName();
      generation++;
    }
  }

  private int add(long key) {
    if (size == keys.length) {
      grow();
    }
    int index = size++;
    keys[index] = key;
    enter(index);
    return index;
  }

  private void grow() {
    int length = 2 * size;
    keys = Arrays.copyOf(keys, length);
    hosts = Arrays.copyOf(hosts, length);
    macs = Arrays.copyOf(macs, length);
    hostNames = Arrays.copyOf(hostNames, length);
    Arrays.fill(hostNames, size, length, "");
    slots = new int[2 * length];
    for (int index = 0; index < size; index++) {
      enter(index);
    }
  }

  /** Slots hold index + 1, so that 0 is an empty one. */
  private void enter(int index) {
    int slot = slot(keys[index]);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = index + 1;
  }

  private int locate(long key) {
    int slot = slot(key);
    while (slots[slot] != 0) {
      int index = slots[slot] - 1;
      if (keys[index] == key) {
        return index;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return UNKNOWN;
  }

  private int slot(long key) {
    long mixed = (key ^ key >>> 29) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 40) & slots.length - 1;
  }

  private static long key(int vni, int customer) {
    return (long) vni << 32 | (customer & 0xffffffffL);
  }
}
