package io.azimux.console.http;

import io.azimux.cluster.json.JsonWriter;
import io.azimux.console.watch.Live;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;

/**
 * Sends frames to all who look. Whoever reads too slowly misses frames, and nobody waits for it:
 * each frame stands alone, but for moments, which are numbered and can be asked for.
 */
final class LiveStream {
  /** At once; a browser that is closed makes room. */
  static final int MOST_LOOKERS = 16;

  /** Frames that wait for a slow one. */
  private static final int BUFFER = 4;

  private final Materializer materializer;
  private final AtomicInteger count = new AtomicInteger();
  private final Set<SourceQueueWithComplete<ByteString>> queues = ConcurrentHashMap.newKeySet();

  LiveStream(ActorSystem<?> system) {
    materializer = Materializer.createMaterializer(system);
  }

  Materializer materializer() {
    return materializer;
  }

  /** How many look. */
  int lookers() {
    return count.get();
  }

  /** Frames as server-sent events from now on; empty where too many look already. */
  Optional<Source<ByteString, NotUsed>> join() {
    if (count.incrementAndGet() > MOST_LOOKERS) {
      count.decrementAndGet();
      return Optional.empty();
    }
    Pair<SourceQueueWithComplete<ByteString>, Source<ByteString, NotUsed>> pair =
        Source.<ByteString>queue(BUFFER, OverflowStrategy.dropHead()).preMaterialize(materializer);
    SourceQueueWithComplete<ByteString> queue = pair.first();
    queues.add(queue);
    var unused =
        queue
            .watchCompletion()
            .whenComplete(
                (done, failure) -> {
                  queues.remove(queue);
                  count.decrementAndGet();
                });
    return Optional.of(pair.second());
  }

  /** To all. */
  void send(Live frame) {
    if (queues.isEmpty()) {
      return;
    }
    ByteString event =
        ByteString.fromString("event: live\ndata: " + JsonWriter.write(frame) + "\n\n");
    for (SourceQueueWithComplete<ByteString> queue : queues) {
      var unused = queue.offer(event);
    }
  }

  /** Ends all. */
  void close() {
    queues.forEach(SourceQueueWithComplete::complete);
  }
}
