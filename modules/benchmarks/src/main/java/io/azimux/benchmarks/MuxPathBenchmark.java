package io.azimux.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The MUX path under JMH, a burst per operation: divide by the burst's size for time per packet.
 * With {@code -prof gc} it shows that nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+UseTransparentHugePages"})
public class MuxPathBenchmark {
  /** Flows in the table, hit uniformly at random. */
  @Param({"1000", "100000", "1000000", "10000000"})
  public int flows;

  /** Packets in a burst. */
  @Param({"1", "32", "256"})
  public int burst;

  private Path path = new DrawOnly(1, 1);

  /** Fills the table. */
  @Setup
  public void fill() {
    path = new MuxPath(flows, burst);
  }

  /** One burst through the MUX. */
  @Benchmark
  public int muxBurst() {
    return path.forward();
  }
}
