package io.azimux.dataplane.mux;

import io.azimux.node.Meter;
import io.azimux.node.Outbox;
import io.azimux.node.message.PeerMessage;

/** How a MUX shares its flows with the others of its pool: one implementation for each mode. */
interface FlowSharing {
  /** The MUX holds its first rules: from now on it can learn flows. */
  void begin(long nowNanos, Outbox out);

  /**
   * A packet made an entry, or began a new flow in an old one.
   *
   * @param fallback true where it came in mid-flow, and the backend map had to guess
   * @return true where the packet must wait; the entry is {@link FlowEntry#WAITING} then
   */
  boolean opened(int entry, boolean fallback, long nowNanos, Outbox out);

  /** The client closed the flow of an entry that is carried here. */
  void closed(int entry, long nowNanos, Outbox out);

  /** All packets of a burst have been looked at. */
  void burstEnded(long nowNanos, Outbox out);

  /** The sweep has come by an open entry; its value may be changed. */
  void visit(int entry, long nowNanos, Outbox out);

  /** An open entry is being removed, as no packet of it came for too long. */
  void forgot(long high, long low, long value, long nowNanos, Outbox out);

  /** Rules or backends have changed: rows that nobody knew what to do with may make sense now. */
  void policyChanged(long nowNanos, Outbox out);

  /** A message of the store or of another MUX; false where it is none of this mode's. */
  boolean onMessage(String from, PeerMessage message, long nowNanos, Outbox out);

  /** The timer is due. */
  void onTimer(long nowNanos, Outbox out);

  /** Whether the MUX holds what its peers hold, or none of them has anything. */
  boolean isSynchronised();

  /** Reports what is counted. */
  void measure(Meter meter);

  /** Every MUX keeps its flows to itself. */
  FlowSharing NONE =
      new FlowSharing() {
        @Override
        public void begin(long nowNanos, Outbox out) {}

        @Override
        public boolean opened(int entry, boolean fallback, long nowNanos, Outbox out) {
          return false;
        }

        @Override
        public void closed(int entry, long nowNanos, Outbox out) {}

        @Override
        public void burstEnded(long nowNanos, Outbox out) {}

        @Override
        public void visit(int entry, long nowNanos, Outbox out) {}

        @Override
        public void forgot(long high, long low, long value, long nowNanos, Outbox out) {}

        @Override
        public void policyChanged(long nowNanos, Outbox out) {}

        @Override
        public boolean onMessage(String from, PeerMessage message, long nowNanos, Outbox out) {
          return false;
        }

        @Override
        public void onTimer(long nowNanos, Outbox out) {}

        @Override
        public boolean isSynchronised() {
          return true;
        }

        @Override
        public void measure(Meter meter) {}
      };
}
