package io.azimux.benchmarks;

import io.azimux.dataplane.mux.Maglev;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * What a change of a backend pool costs a MUX: the whole table, from the backends' names (Maglev,
 * section 3.4, states 1.8 ms for 1,000 of them and 65,537 slots).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MaglevBenchmark {
  /** Backends in the pool. */
  @Param({"10", "1000"})
  public int backends;

  private List<String> names = List.of();

  /** Names the backends. */
  @Setup
  public void name() {
    names = IntStream.range(0, backends).mapToObj(i -> "vm" + i + "/eth0").toList();
  }

  /** One table. */
  @Benchmark
  public Maglev build() {
    return Maglev.of(names, Maglev.DEFAULT_SLOTS);
  }
}
