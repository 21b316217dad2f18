package io.azimux.cluster.wire;

import com.google.protobuf.AbstractMessageLite;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.azimux.cluster.proto.Messages;
import io.azimux.cluster.proto.Packets;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes and reads {@link Wire} for Pekko. Bytes that cannot be read raise {@link
 * NotSerializableException}: Pekko then drops that message and keeps the connection.
 */
public final class WireSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  // Manifests travel with every message until Artery has compressed them, so they are one letter.
  private static final String PACKETS = "P";
  private static final String MESSAGE = "M";

  /** Identifies this serializer in every message; never to be used for another. */
  private static final int IDENTIFIER = 42_421;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    if (value instanceof PacketBatch) {
      return PACKETS;
    }
    if (value instanceof Told) {
      return MESSAGE;
    }
    throw new IllegalArgumentException("no wire form for " + value.getClass().getName());
  }

  @Override
  public byte[] toBinary(Object value) {
    return encode(value).toByteArray();
  }

  @Override
  public void toBinary(Object value, ByteBuffer buffer) {
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    try {
      encode(value).writeTo(out);
      out.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return read(CodedInputStream.newInstance(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
    return read(CodedInputStream.newInstance(buffer), manifest);
  }

  private static AbstractMessageLite<?, ?> encode(Object value) {
    if (value instanceof PacketBatch batch) {
      return PacketCodec.encode(batch);
    }
    if (value instanceof Told told) {
      return MessageCodec.encode(told);
    }
    throw new IllegalArgumentException("no wire form for " + value.getClass().getName());
  }

  private static Wire read(CodedInputStream in, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case PACKETS -> PacketCodec.decode(Packets.PacketBatch.parseFrom(in));
        case MESSAGE -> MessageCodec.decode(Messages.PeerMessage.parseFrom(in));
        default ->
            throw new NotSerializableException(
                "manifest '" + manifest + "' is none of " + PACKETS + ", " + MESSAGE);
      };
    } catch (NotSerializableException known) {
      throw known;
    } catch (IOException | IllegalArgumentException malformed) {
      NotSerializableException failure =
          new NotSerializableException(
              "malformed bytes for manifest '" + manifest + "': " + malformed.getMessage());
      failure.initCause(malformed);
      throw failure;
    }
  }
}
