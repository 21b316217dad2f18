package io.azimux.cli.cluster;

import io.azimux.cli.console.CannotStart;
import io.azimux.cli.process.NodeProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts a question to all JVMs at once. One that hangs does not hold up the others: its answer is
 * picked up in a later round, and it is not asked again before.
 */
final class Inquiry<T> {
  /** The question. */
  @FunctionalInterface
  interface Question<T> {
    T ask(NodeProcess process) throws IOException, InterruptedException;
  }

  private final LocalCluster cluster;
  private final Question<T> question;
  private final Map<Long, Future<Optional<T>>> asked = new LinkedHashMap<>();

  Inquiry(LocalCluster cluster, Question<T> question) {
    this.cluster = cluster;
    this.question = question;
  }

  /** Asks, and gathers the answers that come within the limit. */
  Map<NodeProcess, T> ask(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (NodeProcess process : cluster.state().processes()) {
      asked.computeIfAbsent(process.pid(), pid -> cluster.threads().submit(() -> answer(process)));
    }
    Map<NodeProcess, T> answers = new LinkedHashMap<>();
    for (NodeProcess process : cluster.state().processes()) {
      await(process, deadline).ifPresent(answer -> answers.put(process, answer));
    }
    return answers;
  }

  private Optional<T> await(NodeProcess process, long deadline) {
    Future<Optional<T>> future = asked.get(process.pid());
    if (future == null) {
      return Optional.empty();
    }
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      Optional<T> answer = future.get(left, TimeUnit.NANOSECONDS);
      asked.remove(process.pid());
      return answer;
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking " + process.name() + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private Optional<T> answer(NodeProcess process) throws InterruptedException {
    try {
      return Optional.of(question.ask(process));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // not up yet, or gone
    }
  }
}
