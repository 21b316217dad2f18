package io.azimux.cli.process;

import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Commands as processes of this machine. */
public final class SystemCommands implements Commands {
  private static final int TIMED_OUT = 124;

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private final ExecutorService readers = Executors.newCachedThreadPool(SystemCommands::thread);

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "command output");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Outcome run(List<String> command, Duration limit) {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new CannotStart("cannot run '%s': %s".formatted(command.get(0), e.getMessage()), e);
    }
    running.add(process);
    try {
      process.getOutputStream().close();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!inTime) {
        process.destroyForcibly();
      }
      int status = inTime ? process.exitValue() : TIMED_OUT;
      return new Outcome(status, out.join(), err.join());
    } catch (IOException e) {
      throw new CannotStart("cannot run '%s': %s".formatted(command.get(0), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    } finally {
      process.destroy();
      running.remove(process);
    }
  }

  private CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        readers);
  }

  @Override
  public void close() {
    running.forEach(Process::destroy);
    readers.shutdown();
  }
}
