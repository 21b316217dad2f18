package io.azimux.cluster.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.azimux.cluster.proto.Messages;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowOwnership;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.PeerMessage;
import java.nio.ByteBuffer;

/** Messages that carry flows to their Protobuf form; rows are bytes there, to be copied at once. */
final class FlowCodec {
  private FlowCodec() {}

  /** True where the message carries flows and has been encoded. */
  static boolean encode(PeerMessage message, Messages.PeerMessage.Builder out) {
    if (message instanceof FlowBatch batch) {
      out.getFlowBatchBuilder()
          .setWriter(batch.writer())
          .setNumber(batch.number())
          .setRows(bytes(batch.rows()))
          .setAcknowledge(batch.acknowledge())
          .setMadeNanos(batch.madeNanos());
    } else if (message instanceof FlowSync.Pull pull) {
      out.getFlowPullBuilder().setCursor(pull.cursor());
    } else if (message instanceof FlowSync.Part part) {
      out.getFlowPartBuilder().setCursor(part.cursor()).setRows(bytes(part.rows()));
    } else if (message instanceof FlowSync.Empty) {
      out.getFlowNothingBuilder();
    } else if (message instanceof FlowOwnership.Keep keep) {
      out.getFlowKeepBuilder().setRows(bytes(keep.rows()));
    } else if (message instanceof FlowOwnership.Ask ask) {
      out.getFlowAskBuilder().setKeys(bytes(ask.keys()));
    } else if (message instanceof FlowOwnership.Tell tell) {
      out.getFlowTellBuilder().setRows(bytes(tell.rows()));
    } else {
      return false;
    }
    return true;
  }

  static FlowBatch decode(Messages.FlowBatch batch) {
    return new FlowBatch(
        batch.getWriter(),
        batch.getNumber(),
        rows(batch.getRows()),
        batch.getAcknowledge(),
        batch.getMadeNanos());
  }

  static FlowSync.Part decode(Messages.FlowPart part) {
    return new FlowSync.Part(part.getCursor(), rows(part.getRows()));
  }

  private static ByteString bytes(long[] words) {
    byte[] bytes = new byte[words.length * Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().put(words);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** Whole flows. */
  static long[] rows(ByteString bytes) {
    return words(bytes, FlowBatch.ROW);
  }

  /** Keys of flows. */
  static long[] keys(ByteString bytes) {
    return words(bytes, FlowBatch.ROW - 1);
  }

  private static long[] words(ByteString bytes, int wordsOfAFlow) {
    if (bytes.size() % (wordsOfAFlow * Long.BYTES) != 0) {
      throw new IllegalArgumentException(
          bytes.size() + " bytes of flows are no multiple of " + wordsOfAFlow * Long.BYTES);
    }
    long[] words = new long[bytes.size() / Long.BYTES];
    bytes.asReadOnlyByteBuffer().asLongBuffer().get(words);
    return words;
  }
}
