package io.azimux.benchmarks.walk;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The whole walk there and back under JMH: nanoseconds a packet, each verified at the end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:+UseG1GC", "-XX:+UseTransparentHugePages"})
public class WholeWalkBenchmark {
  /** Established flows. */
  @Param({"1000", "100000", "1000000"})
  public int flows;

  @SuppressWarnings("NullAway.Init") // JMH calls open() first.
  private WholeWalk walk;

  /** Builds the world and opens the flows. */
  @Setup
  public void open() {
    walk = new WholeWalk(flows);
  }

  /** One burst there and back. */
  @Benchmark
  @OperationsPerInvocation(2 * WholeWalk.BURST)
  public long packet() {
    return walk.forward();
  }
}
