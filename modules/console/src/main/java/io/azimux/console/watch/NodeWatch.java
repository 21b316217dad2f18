package io.azimux.console.watch;

import io.azimux.cluster.http.NodeClient;
import io.azimux.cluster.http.Status;
import io.azimux.cluster.journal.Entry;
import io.azimux.cluster.journal.Journal;
import io.azimux.console.deployment.NodeAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks one process in a thread of its own, so that one that hangs holds up nobody else. */
final class NodeWatch implements AutoCloseable {
  /** While somebody looks. */
  static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** While nobody does: often enough to lose no entry of a journal. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** A healthy process answers within milliseconds, a starved one within tenths of a second. */
  private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2_000);

  /** A page of a journal with fewer entries was all there was. */
  private static final int MANY = 1000;

  private final NodeAddress address;
  private final NodeClient client;
  private final Consumer<Entry> listener;
  private final Runnable onChange;
  private final Thread thread;
  private final RateWindow rates = new RateWindow();
  private volatile long pause = BUSY_NANOS;
  private volatile boolean closed;
  private @Nullable Status status;
  private Presence presence = Presence.UNKNOWN;
  private long answeredAt;
  private long askedAt;
  private boolean asking;
  private long journalLife;
  private long journalNext = 1;

  NodeWatch(NodeAddress address, NodeClient client, Consumer<Entry> listener, Runnable onChange) {
    this.address = address;
    this.client = client;
    this.listener = listener;
    this.onChange = onChange;
    thread = new Thread(this::run, "watch " + address.name());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Sets how long to wait between two questions, and asks at once. */
  void pace(long nanos) {
    if (pause != nanos) {
      pause = nanos;
      LockSupport.unpark(thread);
    }
  }

  /** Asks at once. */
  void hurry() {
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      while (!closed) {
        if (askStatus()) {
          askJournal();
          LockSupport.parkNanos(pause);
        } else if (presence() != Presence.UNKNOWN || closed) {
          LockSupport.parkNanos(pause);
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean askStatus() throws InterruptedException {
    synchronized (this) {
      asking = true;
      askedAt = System.nanoTime();
    }
    try {
      answered(client.status());
      return true;
    } catch (HttpTimeoutException late) {
      failed(Presence.SILENT);
    } catch (ConnectException | NodeClient.Refused refused) {
      failed(Presence.GONE);
    } catch (IOException | IllegalArgumentException broken) {
      // The connection broke: whoever listens there now, if anybody, is asked at once.
      failed(presence() == Presence.ANSWERS ? Presence.UNKNOWN : Presence.GONE);
    }
    return false;
  }

  private void answered(Status answer) {
    boolean changed;
    synchronized (this) {
      asking = false;
      status = answer;
      rates.take(answer);
      answeredAt = System.nanoTime();
      changed = presence != Presence.ANSWERS;
      presence = Presence.ANSWERS;
    }
    if (changed) {
      onChange.run();
    }
  }

  private void failed(Presence now) {
    boolean changed;
    synchronized (this) {
      asking = false;
      changed = presence != now;
      presence = now;
    }
    if (changed) {
      onChange.run();
    }
  }

  private void askJournal() throws InterruptedException {
    Status known = view().status();
    long life = known == null ? 0 : known.uid();
    if (life != journalLife) {
      journalLife = life;
      journalNext = 1;
    }
    try {
      int entries = MANY;
      while (entries >= MANY && !closed) {
        Journal.Page page = client.journal(journalNext);
        journalNext = page.next();
        page.entries().forEach(listener);
        entries = page.entries().size();
      }
    } catch (IOException | IllegalArgumentException later) {
      return; // the next question for its status shows what is wrong
    }
  }

  private synchronized Presence presence() {
    boolean late = asking && System.nanoTime() - askedAt > SILENT_NANOS;
    return late && presence == Presence.ANSWERS ? Presence.SILENT : presence;
  }

  /** What is known now. */
  synchronized NodeView view() {
    long age = status == null ? -1 : (System.nanoTime() - answeredAt) / 1_000_000;
    return new NodeView(address, presence(), status, age, rates);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
