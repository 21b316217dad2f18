package io.azimux.cli.fleet;

import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts a question to all processes at once. One that hangs holds up the others once: its answer is
 * picked up in a later round, and it is neither asked nor waited for again before.
 */
public final class Inquiry<T> {
  /** The question. */
  @FunctionalInterface
  public interface Question<T> {
    /** Asks one. */
    T ask(Carrier carrier) throws IOException, InterruptedException;
  }

  private final Fleet fleet;
  private final Question<T> question;
  private final Map<String, Future<Optional<T>>> asked = new LinkedHashMap<>();

  private final Set<String> late = new HashSet<>();

  /** A question to all processes of a fleet. */
  public Inquiry(Fleet fleet, Question<T> question) {
    this.fleet = fleet;
    this.question = question;
  }

  /** Asks, and gathers the answers that come within the limit. */
  public Map<Carrier, T> ask(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Carrier carrier : fleet.carriers()) {
      asked.computeIfAbsent(carrier.life(), life -> fleet.threads().submit(() -> answer(carrier)));
    }
    Map<Carrier, T> answers = new LinkedHashMap<>();
    for (Carrier carrier : fleet.carriers()) {
      await(carrier, deadline).ifPresent(answer -> answers.put(carrier, answer));
    }
    return answers;
  }

  private Optional<T> await(Carrier carrier, long deadline) {
    Future<Optional<T>> future = asked.get(carrier.life());
    if (future == null) {
      return Optional.empty();
    }
    try {
      boolean isLate = late.contains(carrier.life());
      long left = isLate ? 0 : Math.max(0, deadline - System.nanoTime());
      Optional<T> answer = future.get(left, TimeUnit.NANOSECONDS);
      asked.remove(carrier.life());
      late.remove(carrier.life());
      return answer;
    } catch (TimeoutException e) {
      late.add(carrier.life());
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking " + carrier.name() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private Optional<T> answer(Carrier carrier) throws InterruptedException {
    try {
      return Optional.of(question.ask(carrier));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // not up yet, or gone
    }
  }
}
