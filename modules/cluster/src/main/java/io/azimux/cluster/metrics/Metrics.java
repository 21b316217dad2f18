package io.azimux.cluster.metrics;

import io.azimux.cluster.host.Hosting;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/** The metrics of a process: its elements, its place in the cluster, its JVM. */
public final class Metrics implements AutoCloseable {
  private final Hosting hosting;
  private final ActorSystem<?> system;
  private @Nullable PrometheusMeterRegistry registry;
  private @Nullable JvmGcMetrics collector;

  /** Nothing is set up until metrics are asked for: it would delay every start. */
  public Metrics(Hosting hosting, ActorSystem<?> system) {
    this.hosting = hosting;
    this.system = system;
  }

  /** All metrics in Prometheus' text format. */
  public String scrape() {
    return registry().scrape();
  }

  private synchronized PrometheusMeterRegistry registry() {
    if (registry == null) {
      PrometheusMeterRegistry made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      new JvmMemoryMetrics().bindTo(made);
      new JvmThreadMetrics().bindTo(made);
      new ProcessorMetrics().bindTo(made);
      new UptimeMetrics().bindTo(made);
      collector = new JvmGcMetrics();
      collector.bindTo(made);
      Cluster cluster = Cluster.get(system);
      made.getPrometheusRegistry().register(new ElementCollector(hosting, cluster::state));
      registry = made;
    }
    return registry;
  }

  @Override
  public synchronized void close() {
    if (collector != null) {
      collector.close();
    }
    if (registry != null) {
      registry.close();
    }
  }
}
