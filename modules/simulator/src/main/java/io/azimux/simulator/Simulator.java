package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.Meter;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.trace.TraceCollector;
import io.azimux.packet.PacketArena;
import io.azimux.simulator.store.StoreFactory;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Hosts all elements of a wiring in one thread and virtual time. Everything that happens follows
 * from the seed.
 *
 * <p>Packets of one port at one time come as one burst. Every run ends with an audit of all
 * packets; what does not add up, and an element that throws, end the run with a {@link
 * SimulationException} that names the seed.
 */
public final class Simulator {
  static final byte PACKETS = 0;
  static final byte MESSAGE = 1;
  static final byte TIMER = 2;
  static final byte START = 3;
  static final byte CONTROL = 4;
  static final byte TOLD = 5;
  static final byte LETTER = 6;
  static final byte STORE_TIMER = 7;

  private final SimulatorOptions options;
  private final EventQueue queue = new EventQueue();
  private final Observers observers = new Observers();
  private final PacketArena arena;
  private final PacketAccounts accounts;
  private final Fabric fabric;
  private final Exchange exchange;
  private final StoreHost stores;
  private final Delivery delivery;
  private final Processes processes;
  private final List<Hosted> elements = new ArrayList<>();
  private long now;
  private long events;

  private Simulator(
      Wiring wiring, NodeFactory factory, StoreFactory storeFactory, SimulatorOptions options) {
    this.options = options;
    arena = new PacketArena(options.arenaPackets());
    accounts =
        new PacketAccounts(
            arena, wiring.elements().stream().map(Wiring.Element::name).toList(), observers);
    fabric = new Fabric(wiring, options, arena, accounts, queue, PACKETS);
    for (Wiring.Element element : wiring.elements()) {
      int index = elements.size();
      Timers timers = new Timers(index, queue, TIMER);
      Timers storeTimers = new Timers(index, queue, STORE_TIMER);
      elements.add(new Hosted(element.name(), index, timers, storeTimers));
    }
    exchange = new Exchange(options, arena, accounts, fabric, queue, observers, elements);
    stores = new StoreHost(storeFactory, options.seed(), queue, exchange, elements.size());
    delivery =
        new Delivery(options, factory, elements, arena, accounts, fabric, queue, exchange, stores);
    processes = new Processes(queue, delivery, accounts, stores);
    elements.forEach(element -> processes.restart(element, 0));
  }

  /** A simulation in which nothing has happened yet; elements start with the first step. */
  public static Simulator of(Wiring wiring, NodeFactory factory, SimulatorOptions options) {
    return new Simulator(wiring, factory, StoreFactory.NONE, options);
  }

  /** The same with a store of shared state. */
  public static Simulator of(
      Wiring wiring, NodeFactory factory, StoreFactory stores, SimulatorOptions options) {
    return new Simulator(wiring, factory, stores, options);
  }

  /** Virtual time since the start, in nanoseconds. */
  public long now() {
    return now;
  }

  /** Time of the next event, {@link Long#MAX_VALUE} where there is none. */
  public long nextTime() {
    return queue.nextTime();
  }

  /** Events that have happened. */
  public long events() {
    return events;
  }

  /** Packets that have crossed a link. */
  public long hops() {
    return exchange.hops();
  }

  /** Lets somebody see every frame. */
  public void addTap(Tap tap) {
    observers.taps.add(tap);
  }

  /** Lets somebody hear every fact. */
  public void addFactListener(FactListener listener) {
    observers.facts.add(listener);
  }

  /** Lets somebody hear of every dropped packet. */
  public void addDropListener(DropListener listener) {
    observers.drops.add(listener);
  }

  /** Lets somebody hear what is told to names that no element has. */
  public void addMailListener(MailListener listener) {
    observers.mails.add(listener);
  }

  /** Lets somebody hear every event. */
  public void addJournal(Journal journal) {
    observers.journals.add(journal);
  }

  /** Steps of all traced packets so far. */
  public TraceCollector traces() {
    return observers.traces;
  }

  /** Runs until a time, which is the time afterwards, and audits. */
  public void runUntil(long nanos) {
    while (queue.nextTime() <= nanos) {
      step();
    }
    advance(nanos);
    audit();
  }

  /**
   * Runs until a condition, asked after every event, holds; and audits.
   *
   * @return false where it did not hold at the deadline
   */
  public boolean runUntil(BooleanSupplier condition, long deadlineNanos) {
    boolean holds = condition.getAsBoolean();
    while (!holds && queue.nextTime() <= deadlineNanos) {
      step();
      holds = condition.getAsBoolean();
    }
    if (!holds) {
      advance(deadlineNanos);
    }
    audit();
    return holds;
  }

  /** Lets the next event happen. False where there is none. */
  public boolean step() {
    if (queue.isEmpty()) {
      return false;
    }
    queue.pop();
    now = queue.time();
    accounts.setTime(now);
    byte kind = queue.kind();
    int target = queue.target();
    int value = queue.value();
    Object object = queue.object();
    events++;
    if (kind == CONTROL) {
      observers.event(now, "control", "simulator", value);
      ((Runnable) Objects.requireNonNull(object)).run();
      return true;
    }
    delivery.deliver(kind, target, value, object, now);
    return true;
  }

  /** Does something at a time, after all that is queued for that time already. */
  public void at(long nanos, Runnable action) {
    queue.push(Math.max(nanos, now), CONTROL, 0, 0, action);
  }

  /** Sends a message from outside, or in an element's name; it arrives at once. */
  public void tell(String from, String element, PeerMessage message) {
    queue.push(now, MESSAGE, fabric.number(element), 0, new Exchange.Envelope(from, message));
  }

  /** Puts a frame on the link that ends at an element's port, as if its peer had sent it. */
  public void inject(String element, int port, byte[] frame, int mark) {
    int packet = arena.allocate(frame, 0, frame.length);
    if (packet == PacketArena.FULL) {
      throw new IllegalStateException("the arena is full");
    }
    arena.setMark(packet, mark);
    accounts.createOnLink(packet);
    exchange.carry(fabric.end(fabric.number(element), port), packet, now);
  }

  /** Gives the links from one element to another their own faults; the other way is not touched. */
  public void setFaults(String from, String to, LinkFaults faults) {
    fabric.setFaults(from, to, faults);
  }

  /** Who is cut off from whom; may be changed at any time. */
  public Reach reach() {
    return fabric.reach();
  }

  /** True where a link joins the two. */
  public boolean isLinked(String from, String to) {
    return fabric.isLinked(from, to);
  }

  /** The element dies: state, timers and the packets it held are gone. */
  public void kill(String name) {
    processes.kill(hosted(name), now);
  }

  /** The element starts again, without any state, at once. Does nothing where it runs. */
  public void restart(String name) {
    processes.restart(hosted(name), now);
  }

  /** The element stops without dying; what is sent to it waits. */
  public void pause(String name) {
    processes.pause(hosted(name));
  }

  /** A paused element goes on, with everything that waited. */
  public void resume(String name) {
    processes.resume(hosted(name), now);
  }

  /** Readings of one element; none while it is down. */
  public void measure(String name, Meter meter) {
    Hosted element = hosted(name);
    if (element.state != Hosted.State.DOWN) {
      element.node().measure(meter);
      stores.measure(element, meter);
    }
  }

  /** Packets that wait in front of a paused element. */
  public int waiting(String name) {
    return hosted(name).waitingPackets;
  }

  /** True where the element runs, or stands still. */
  public boolean isUp(String name) {
    return hosted(name).state != Hosted.State.DOWN;
  }

  /** Packets that ended so. */
  public long finished(Disposition disposition) {
    return accounts.finished(disposition);
  }

  /** Packets that ended so at one element; those that a link lost count at the sender. */
  public long finished(String element, Disposition disposition) {
    return accounts.finished(fabric.number(element), disposition);
  }

  /** Packets ever made. */
  public long created() {
    return accounts.created();
  }

  /** Packets alive: on links, or held by elements. */
  public long alive() {
    return accounts.alive();
  }

  /** Checks that created = finished + alive. */
  public void audit() {
    String finding = accounts.audit();
    if (!finding.isEmpty()) {
      throw new SimulationException(options.seed(), now, "conservation violated: " + finding);
    }
  }

  private Hosted hosted(String name) {
    return elements.get(fabric.number(name));
  }

  private void advance(long nanos) {
    now = Math.max(now, nanos);
    accounts.setTime(now);
  }
}
