package io.azimux.cli.command;

import io.azimux.cli.console.Console;
import io.azimux.cli.console.Poll;
import io.azimux.experiment.RunReport;
import io.azimux.experiment.compare.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many simulated runs, as many at a time as there are processors, told of every two seconds. */
final class Comparing {
  /** No single comparison takes longer. */
  private static final Duration LIMIT = Duration.ofHours(12);

  /** One run. */
  record Job(Variant variant, Scenarios.Chosen chosen, long seed) {}

  private final Console console;

  Comparing(Console console) {
    this.console = console;
  }

  /** Reports in the order of the jobs, whichever ended first. */
  List<RunReport> simulate(List<Job> jobs, Function<Job, RunReport> run) {
    int threads = Math.min(jobs.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<RunReport>> futures = new ArrayList<>();
      jobs.forEach(job -> futures.add(pool.submit(() -> run.apply(job))));
      new Poll(console, "compare", Duration.ofMillis(50))
          .until(
              () -> futures.stream().allMatch(Future::isDone),
              LIMIT,
              () -> progress(jobs, futures));
      List<RunReport> reports = new ArrayList<>();
      for (Future<RunReport> future : futures) {
        reports.add(future.get());
      }
      return reports;
    } catch (ExecutionException broken) {
      throw new IllegalStateException("a run broke: " + broken.getCause(), broken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static String progress(List<Job> jobs, List<Future<RunReport>> futures) {
    long done = futures.stream().filter(Future::isDone).count();
    int next = (int) Math.min(done, jobs.size() - 1);
    return "%d of %d runs done, now about %s, seed %d"
        .formatted(done, jobs.size(), jobs.get(next).variant(), jobs.get(next).seed());
  }
}
