package io.azimux.cluster.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.azimux.cluster.wire.ToElement;
import io.azimux.cluster.wire.Told;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** Processes that have a store and, as their only element, somebody who notes what it is told. */
final class Pool {
  private static final List<String> MUXES = List.of("mux-1", "mux-2", "mux-3");

  /** One process. */
  static final class Process {
    final String element;
    final ProcessStore store;
    final List<PeerMessage> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ActorRef<ToElement>> actor = new CompletableFuture<>();
    final ActorSystem<Void> system;

    Process(String element) {
      this.element = element;
      store = new ProcessStore(MUXES, new StoreSetup(new StoreFaults(1)));
      boolean mux = MUXES.contains(element);
      Config config =
          ConfigFactory.parseString(
                  "pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }\n"
                      + "pekko.cluster.roles = ["
                      + (mux ? "mux" : "host")
                      + "]\n")
              .withFallback(ConfigFactory.parseResources("azimux.conf"))
              .withFallback(ConfigFactory.defaultReferenceUnresolved())
              .resolve();
      system =
          ActorSystem.create(
              guardian(mux),
              "azimux",
              ActorSystemSetup.create(BootstrapSetup.create(config), store.setup()));
    }

    private Behavior<Void> guardian(boolean mux) {
      return Behaviors.setup(
          context -> {
            store.start(context, mux);
            ActorRef<ToElement> notes = context.spawn(notes(), element);
            actor.complete(notes);
            store.attach(element, mux, notes);
            return Behaviors.empty();
          });
    }

    private Behavior<ToElement> notes() {
      return Behaviors.receiveMessage(
          message -> {
            if (message instanceof Told letter && letter.from().equals(FlowBatch.STORE)) {
              told.add(letter.message());
            }
            return Behaviors.same();
          });
    }

    void share(long number, boolean acknowledge, long... rows) {
      store.tell(element, new FlowBatch(element, number, rows, acknowledge, 0));
    }

    /** Numbers of the batches that a writer's came through, in the order of their coming. */
    List<Long> batches(String writer) {
      return told.stream()
          .filter(message -> message instanceof FlowBatch batch && batch.writer().equals(writer))
          .map(message -> ((FlowBatch) message).number())
          .toList();
    }

    void stop() throws Exception {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private final List<Process> processes = new ArrayList<>();

  /** Starts a process and waits until it is a member. */
  Process start(String element) {
    Process process = new Process(element);
    Cluster cluster = Cluster.get(process.system);
    Process first = processes.isEmpty() ? process : processes.get(0);
    processes.add(process);
    cluster.manager().tell(Join.create(Cluster.get(first.system).selfMember().address()));
    await(element + " is up", () -> cluster.selfMember().status().equals(MemberStatus.up()));
    return process;
  }

  /** Waits until all processes that run see so many members up. */
  void awaitMembers(int members) {
    await(
        members + " members are up everywhere",
        () ->
            processes.stream()
                .filter(
                    process -> !process.system.getWhenTerminated().toCompletableFuture().isDone())
                .allMatch(process -> up(process) == members));
  }

  private static long up(Process process) {
    long up = 0;
    for (org.apache.pekko.cluster.Member member :
        Cluster.get(process.system).state().getMembers()) {
      up += member.status().equals(MemberStatus.up()) ? 1 : 0;
    }
    return up;
  }

  /** Waits for something that other threads bring about. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never happened: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  void close() throws Exception {
    processes.forEach(process -> process.system.terminate());
    for (Process process : processes) {
      process.system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }
}
