package io.azimux.console.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.azimux.console.deployment.Deployment;
import io.azimux.console.watch.Watch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server with all that stands behind it. */
public final class HttpFront implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 15;

  /** Made before the actor system: its threads must not find logging half made. */
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  private final ActorSystem<Void> system;
  private final Watch watch;
  private final LiveStream stream;
  private final Routes routes;
  private final ServerBinding binding;

  private HttpFront(
      ActorSystem<Void> system,
      Watch watch,
      LiveStream stream,
      Routes routes,
      ServerBinding binding) {
    this.system = system;
    this.watch = watch;
    this.stream = stream;
    this.routes = routes;
    this.binding = binding;
  }

  /**
   * Binds the address and begins.
   *
   * @throws IOException naming the address, where it cannot be bound
   */
  public static HttpFront open(Deployment deployment, InetSocketAddress address, List<String> names)
      throws IOException {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.<Void>empty(), "azimux-console", config());
    LiveStream stream = new LiveStream(system);
    Watch watch = new Watch(deployment, stream::send, stream::lookers);
    Gate gate = new Gate(address.getAddress().isLoopbackAddress(), names);
    Routes routes = new Routes(deployment, watch, stream, gate);
    try {
      ServerBinding binding =
          await(
              Http.get(system)
                  .newServerAt(address.getHostString(), address.getPort())
                  .bind(routes::answer));
      watch.start();
      LOG.debug("serving the page at {}", binding.localAddress());
      return new HttpFront(system, watch, stream, routes, binding);
    } catch (IOException cannot) {
      routes.close();
      system.terminate();
      throw new IOException(
          "cannot listen on %s:%d: %s"
              .formatted(address.getHostString(), address.getPort(), cannot.getMessage()),
          cannot);
    }
  }

  private static Config config() {
    return ConfigFactory.defaultOverrides()
        .withFallback(ConfigFactory.parseResources("console.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  private static <T> T await(CompletionStage<T> stage) throws IOException {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException | TimeoutException failure) {
      Throwable cause = failure;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IOException(cause.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  @Override
  public void close() {
    watch.close();
    stream.close();
    routes.close();
    var unused = binding.terminate(java.time.Duration.ofMillis(200));
    system.terminate();
  }
}
