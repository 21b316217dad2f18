package io.azimux.cluster.metrics;

import io.azimux.cluster.host.Hosting;
import io.azimux.topology.Wiring;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** The metrics of a process: its elements, its place in the cluster, its JVM. */
public final class Metrics implements AutoCloseable {
  private final Hosting hosting;
  private final Wiring wiring;
  private final String jvm;
  private final ActorSystem<?> system;
  private @Nullable PrometheusMeterRegistry registry;
  private @Nullable JvmGcMetrics collector;

  /**
   * Metrics of a process of this name in the plan.
   *
   * <p>Nothing is set up until metrics are asked for: it would delay every start.
   */
  public Metrics(Hosting hosting, Wiring wiring, String jvm, ActorSystem<?> system) {
    this.hosting = hosting;
    this.jvm = jvm;
    this.wiring = wiring;
    this.system = system;
  }

  /** All metrics in Prometheus' text format. */
  public String scrape() {
    return registry().scrape();
  }

  private synchronized PrometheusMeterRegistry registry() {
    if (registry == null) {
      PrometheusMeterRegistry made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      made.config()
          .commonTags("jvm", jvm)
          // Names that Prometheus' own conventions forbid; process_cpu_usage says the same.
          .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
          .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
      new JvmMemoryMetrics().bindTo(made);
      new JvmThreadMetrics().bindTo(made);
      new ProcessorMetrics().bindTo(made);
      new UptimeMetrics().bindTo(made);
      // Micrometer's own appears with the first collection only, which may take minutes.
      FunctionCounter.builder("azimux.process.gc.seconds", this, Metrics::collectionSeconds)
          .description("Time for which garbage was collected")
          .register(made);
      collector = new JvmGcMetrics();
      collector.bindTo(made);
      ClusterReadings cluster = new ClusterReadings(hosting, wiring, jvm, system);
      made.getPrometheusRegistry().register(new ElementCollector(hosting, cluster));
      registry = made;
    }
    return registry;
  }

  private double collectionSeconds() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
            .sum()
        / 1e3;
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
