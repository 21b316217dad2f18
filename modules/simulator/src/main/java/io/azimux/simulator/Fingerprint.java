package io.azimux.simulator;

import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowOwnership;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.RoutingBytes;
import java.util.Arrays;

/**
 * Hashes of messages that are the same in every run: not {@code hashCode}, which differs for enum
 * constants from one process to the next, and for arrays from one object to the next.
 */
final class Fingerprint {
  private Fingerprint() {}

  static long of(Exchange.Envelope envelope) {
    return 31L * envelope.from().hashCode() + of(envelope.message());
  }

  static long of(PeerMessage message) {
    if (message instanceof FlowBatch batch) {
      return 31L * (31L * batch.writer().hashCode() + batch.number())
          + Arrays.hashCode(batch.rows());
    }
    if (message instanceof RoutingBytes routing) {
      return 31L * (31L * routing.connection() + routing.kind().ordinal())
          + Arrays.hashCode(routing.bytes());
    }
    if (message instanceof FlowSync.Part part) {
      return 31L * part.cursor() + Arrays.hashCode(part.rows());
    }
    if (message instanceof FlowOwnership ownership) {
      return 31L * ownership.getClass().getSimpleName().hashCode()
          + Arrays.hashCode(longs(ownership));
    }
    return message.toString().hashCode();
  }

  private static long[] longs(FlowOwnership message) {
    if (message instanceof FlowOwnership.Keep keep) {
      return keep.rows();
    }
    return message instanceof FlowOwnership.Ask ask
        ? ask.keys()
        : ((FlowOwnership.Tell) message).rows();
  }
}
