package io.azimux.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.simulator.soak.Soaks;
import io.azimux.simulator.soak.Violation;
import io.azimux.topology.Soak;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs many seeds of a soak on all processors. Says the seed of the first failure as soon as it is
 * found, then looks for the smallest schedule that fails the same way.
 */
final class SoakSeeds {
  private static final long PROGRESS_SECONDS = 2;

  /** A seed and what it violated. */
  private record Found(long seed, Violation violation) {}

  private final Console console;
  private final String file;
  private final Soak soak;
  private final long first;
  private final long last;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();
  private volatile @Nullable Found found;

  /**
   * Will run seeds {@code first..last}.
   *
   * @param file as the user named it, for the command that runs a seed again
   */
  SoakSeeds(Console console, String file, Soak soak, long first, long last) {
    this.console = console;
    this.file = file;
    this.soak = soak;
    this.first = first;
    this.last = last;
    next = new AtomicLong(first);
  }

  /** Exit status: 0 where all invariants held for all seeds. */
  int run() {
    int threads = (int) Math.min(Runtime.getRuntime().availableProcessors(), last - first + 1);
    console.stage("soak", "%s: seeds %d..%d, %d threads".formatted(file, first, last, threads));
    long begun = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(this::work));
      }
      for (Future<?> worker : workers) {
        await(worker, begun);
      }
    } finally {
      pool.shutdownNow();
    }
    Found failure = found;
    return failure == null ? passed(begun) : failed(failure);
  }

  private void work() {
    long seed = next.getAndIncrement();
    while (seed <= last && found == null) {
      Optional<Violation> violation = Soaks.check(soak, seed);
      long tried = seed;
      violation.ifPresent(what -> tell(new Found(tried, what)));
      done.incrementAndGet();
      seed = next.getAndIncrement();
    }
  }

  private synchronized void tell(Found failure) {
    if (found == null) {
      found = failure;
      console.line("FAIL     seed %d  %s".formatted(failure.seed(), failure.violation()));
      console.line("replay   ./azimux sim %s --seed %d".formatted(file, failure.seed()));
    }
  }

  private void await(Future<?> worker, long begun) {
    while (true) {
      try {
        worker.get(PROGRESS_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        progress(begun);
      } catch (ExecutionException e) {
        throw new IllegalStateException("seed " + (next.get() - 1) + " or one before", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void progress(long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    long seeds = done.get();
    console.passing(
        "soak",
        "%d/%d seeds, %.0f a second, no violation"
            .formatted(seeds, last - first + 1, seeds / seconds));
  }

  private int passed(long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    console.line(
        "PASS     %d seeds in %.1f s: I1-I6 held at every event, and every world healed"
            .formatted(done.get(), seconds));
    result(true, "", "");
    return ExitCode.PASS.status();
  }

  private void result(boolean passed, String violation, String minimal) {
    if (console.isJson()) {
      ObjectNode json = new ObjectMapper().createObjectNode();
      json.put("firstSeed", first).put("lastSeed", last).put("run", done.get());
      json.put("passed", passed).put("violation", violation).put("minimalSchedule", minimal);
      console.result(json.toString());
    }
  }

  private int failed(Found failure) {
    console.stage("shrink", "looking for the smallest schedule that fails the same way");
    Soaks.Failure smallest = Soaks.shrink(soak, failure.seed(), failure.violation());
    console.line("shrunk   in %d runs to: %s".formatted(smallest.runs(), smallest.violation()));
    console.line("");
    smallest.minimal().lines().forEach(console::line);
    result(false, "seed " + failure.seed() + ": " + failure.violation(), smallest.minimal());
    return ExitCode.FAIL.status();
  }
}
