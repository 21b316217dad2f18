package io.azimux.benchmarks.replication;

import io.azimux.dataplane.table.FlowTable;
import io.azimux.node.message.FlowBatch;
import java.util.Arrays;

/**
 * The live flows of all writers in a MUX's flow table. Each writer goes through its share of keys
 * over and over; a later flow of a key replaces the one before, whatever order they come in.
 */
final class Live {
  private static final long SEED = 0x5eed;
  private static final int VNI = 10_000;

  private final FlowTable table;
  private final int writers;
  private final int keys;

  /** For so many flows in all, the same number for each writer. */
  Live(int flows, int writers) {
    this.writers = writers;
    keys = flows / writers;
    table = new FlowTable(keys * writers, SEED);
  }

  /** Rows of a writer's next flows. */
  long[] rows(int writer, long first, int count) {
    long[] rows = new long[count * FlowBatch.ROW];
    for (int i = 0; i < count; i++) {
      int at = i * FlowBatch.ROW;
      int key = (int) ((first + i) % keys);
      rows[at] = mix(2L * ((long) writer * keys + key));
      rows[at + 1] = mix(2L * ((long) writer * keys + key) + 1);
      rows[at + 2] = FlowBatch.value(VNI, (int) (first + i));
    }
    return rows;
  }

  void take(long[] rows) {
    for (int at = 0; at < rows.length; at += FlowBatch.ROW) {
      long hash = table.hash(rows[at], rows[at + 1]);
      int entry = table.find(rows[at], rows[at + 1], hash);
      if (entry == FlowTable.NONE) {
        table.insert(rows[at], rows[at + 1], hash, rows[at + 2], 1);
      } else if (FlowBatch.address(rows[at + 2]) > FlowBatch.address(table.value(entry))) {
        table.setValue(entry, rows[at + 2]);
      }
    }
  }

  /** The flows among these keys; keys are numbered through all writers. */
  long[] part(int from, int count) {
    long[] rows = new long[count * FlowBatch.ROW];
    int at = 0;
    for (int key = from; key < Math.min(from + count, keys * writers); key++) {
      long high = mix(2L * key);
      long low = mix(2L * key + 1);
      int entry = table.find(high, low, table.hash(high, low));
      if (entry != FlowTable.NONE) {
        rows[at] = high;
        rows[at + 1] = low;
        rows[at + 2] = table.value(entry);
        at += FlowBatch.ROW;
      }
    }
    return Arrays.copyOf(rows, at);
  }

  /** Keys of all writers. */
  int keys() {
    return keys * writers;
  }

  int size() {
    return table.size();
  }

  /** Differs where the flows held differ; does not depend on their order. */
  long digest() {
    long[] sum = {0};
    table.sweep(
        table.slots(),
        (high, low, value, seen) -> {
          sum[0] += mix(high ^ mix(low ^ mix(value)));
          return true;
        });
    return sum[0];
  }

  /** SplitMix64's finisher: addresses and ports of real clients do not compress either. */
  static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
