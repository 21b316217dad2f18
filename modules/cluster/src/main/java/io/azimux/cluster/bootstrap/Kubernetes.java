package io.azimux.cluster.bootstrap;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.apache.pekko.management.javadsl.ReadinessCheckSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pekko Management and Cluster Bootstrap: a process lists the pods of its namespace, asks each
 * whether it is in a cluster, and joins that one; where there is none and enough have found one
 * another, the one with the lowest address begins.
 */
public final class Kubernetes {
  private static final Logger LOG = LoggerFactory.getLogger(Kubernetes.class);

  private Kubernetes() {}

  /**
   * What is laid over the configuration of a process.
   *
   * @param host the address of this pod
   */
  public static Config config(Bootstrap bootstrap, String host) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.management.http.hostname",
                host,
                "pekko.management.http.port",
                bootstrap.port(),
                "pekko.management.cluster.bootstrap.contact-point-discovery"
                    + ".required-contact-point-nr",
                bootstrap.quorum()))
        .withFallback(ConfigFactory.parseResources("azimux-kubernetes.conf"));
  }

  /**
   * What {@code /ready} asks. {@code /alive} asks nothing but whether the process answers: it must
   * not depend on others.
   *
   * @param obstacle why the process is not ready; empty where it is
   */
  public static Setup readiness(Function<ActorSystem, Optional<String>> obstacle) {
    return ReadinessCheckSetup.create(
        system ->
            List.of(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> isReady(obstacle.apply(system)),
                        system
                            .dispatchers()
                            .lookup("pekko.actor.default-blocking-io-dispatcher"))));
  }

  private static boolean isReady(Optional<String> obstacle) {
    obstacle.ifPresent(why -> LOG.info("not ready: {}", why));
    return obstacle.isEmpty();
  }

  /**
   * Begins to answer the others and Kubernetes, and to look for the others.
   *
   * @throws IOException naming the port, if it cannot be bound
   */
  public static void start(ActorSystem system, Bootstrap bootstrap) throws IOException {
    try {
      PekkoManagement.get(system).start().toCompletableFuture().join();
    } catch (CompletionException failure) {
      throw new IOException(
          "cannot listen for Kubernetes on port "
              + bootstrap.port()
              + ": "
              + Optional.ofNullable(failure.getCause()).orElse(failure).getMessage(),
          failure);
    }
    ClusterBootstrap.get(system).start();
  }
}
