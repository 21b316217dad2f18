package io.azimux.cluster.wire;

import io.azimux.cluster.proto.Messages;
import io.azimux.node.message.SharedValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Shared values as bytes that rest in the store: Protobuf, compressed. */
public final class SharedValueBytes {
  /** Most bytes of a value once it is unpacked. */
  static final int MOST_BYTES = 8 << 20;

  private SharedValueBytes() {}

  /** The bytes of a value. */
  public static byte[] write(SharedValue value) {
    Messages.PeerMessage.Builder message = Messages.PeerMessage.newBuilder();
    MessageCodec.encode(value, message);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      message.build().writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads {@link #write}.
   *
   * @throws IllegalArgumentException where the bytes are nothing of the kind
   */
  public static SharedValue read(byte[] bytes) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      byte[] message = in.readNBytes(MOST_BYTES);
      if (in.read() >= 0) {
        throw new IllegalArgumentException("a shared value of more than " + MOST_BYTES + " bytes");
      }
      if (MessageCodec.body(Messages.PeerMessage.parseFrom(message)) instanceof SharedValue value) {
        return value;
      }
      throw new IllegalArgumentException("no shared value");
    } catch (IOException malformed) {
      throw new IllegalArgumentException(
          "malformed shared value of " + bytes.length + " bytes: " + malformed.getMessage(),
          malformed);
    }
  }
}
