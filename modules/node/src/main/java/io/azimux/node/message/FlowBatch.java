package io.azimux.node.message;

/**
 * Flows that a MUX shares with all others: from a MUX to its {@link #STORE}, which brings it to the
 * other MUXes, and there from the store to the MUX. Batches may come late, twice or out of order;
 * each row means the same whenever it comes.
 *
 * @param writer name of the MUX that made it
 * @param number counts the writer's batches since it started, from 1
 * @param rows {@link #ROW} longs for each flow: key high, key low ({@code FlowKey}), and its {@link
 *     #value}. Not to be changed by anybody
 * @param acknowledge true where the writer wants a {@link BatchStored}
 * @param madeNanos when the writer made it, on the writer's clock since 1970: for measuring lag
 */
public record FlowBatch(
    String writer, long number, long[] rows, boolean acknowledge, long madeNanos)
    implements PeerMessage {
  /**
   * The peer by whose name a MUX reaches the store of shared state of its own process or
   * simulation; it is no element.
   */
  public static final String STORE = "store";

  /** Longs of a flow. */
  public static final int ROW = 3;

  /** Bit of a value: the client closed the flow. */
  public static final long CLOSED = 1L << 56;

  /** Flows in the batch. */
  public int size() {
    return rows.length / ROW;
  }

  /** The backend of a flow: network and customer address. Other bits are flags. */
  public static long value(int vni, int address) {
    return (vni & 0xffffffL) << 32 | (address & 0xffffffffL);
  }

  /** Network of a value. */
  public static int vni(long value) {
    return (int) (value >>> 32) & 0xffffff;
  }

  /** Customer address of a value. */
  public static int address(long value) {
    return (int) value;
  }
}
