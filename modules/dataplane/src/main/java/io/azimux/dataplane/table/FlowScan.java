package io.azimux.dataplane.table;

/** Walks over a flow table that changes between one part of the walk and the next. */
public final class FlowScan {
  private FlowScan() {}

  /** Is shown entries. */
  @FunctionalInterface
  public interface Visitor {
    /** An entry of the table, which stays where it is. */
    void visit(int entry);
  }

  /**
   * Shows the entries of the slots from {@code slot} on: of {@code count} slots, and of those
   * behind them up to the next empty one. Entries move only between slots without an empty one in
   * between, so that parts shown one after the other leave nothing out.
   *
   * @param slot 0..{@link FlowTable#slots}-1
   */
  public static void scan(FlowTable flows, int slot, int count, Visitor visitor) {
    int slots = flows.slots();
    int until = (int) Math.min(slots, (long) slot + count);
    for (int i = slot; i < until; i++) {
      int entry = flows.entryAt(i);
      if (entry != FlowTable.NONE) {
        visitor.visit(entry);
      }
    }
    int behind = until == slots ? 0 : until;
    int entry = flows.entryAt(behind);
    while (entry != FlowTable.NONE) {
      visitor.visit(entry);
      behind = behind + 1 == slots ? 0 : behind + 1;
      entry = flows.entryAt(behind);
    }
  }
}
