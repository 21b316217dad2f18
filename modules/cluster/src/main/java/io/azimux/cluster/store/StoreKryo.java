package io.azimux.cluster.store;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.azimux.replication.Segment;
import io.azimux.replication.SegmentDelta;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Kryo's instances for what is replicated. Every class is registered under a number that is never
 * given to another, and no other class is read: bytes from outside can make nothing else.
 *
 * <p>Equal values have equal bytes, since replicas compare the digests of theirs. Segments have a
 * form of their own, which is canonical; Kryo writes what surrounds it.
 */
final class StoreKryo {
  private static final int SEGMENT = 100;
  private static final int DELTA = 101;
  private static final int REGISTER = 102;
  private static final int HELD = 103;
  private static final int WANT = 104;
  private static final int FILL = 105;
  private static final int STORED = 106;

  private StoreKryo() {}

  /** A new instance; it must not be used by two threads at once. */
  static Kryo create() {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    register(
        kryo,
        ReplicatedSegment.class,
        SEGMENT,
        (out, segment) -> writeBytes(out, segment.segment().toBytes()),
        in -> ReplicatedSegment.of(Segment.ofBytes(readBytes(in))));
    register(
        kryo,
        ReplicatedSegmentDelta.class,
        DELTA,
        (out, delta) -> writeBytes(out, delta.delta().toBytes()),
        in -> new ReplicatedSegmentDelta(SegmentDelta.ofBytes(readBytes(in))));
    register(
        kryo,
        SharedRegister.class,
        REGISTER,
        (out, value) -> {
          out.writeLong(value.version());
          writeBytes(out, value.bytes());
        },
        in -> new SharedRegister(in.readLong(), readBytes(in)));
    registerMessages(kryo);
    return kryo;
  }

  private static void registerMessages(Kryo kryo) {
    register(kryo, StoreMessage.Held.class, HELD, StoreKryo::writeHeld, StoreKryo::readHeld);
    register(
        kryo,
        StoreMessage.Want.class,
        WANT,
        (out, want) -> writeChunks(out, want.writer(), want.generation(), want.chunks()),
        in -> new StoreMessage.Want(readString(in), in.readLong(), in.readLong()));
    register(
        kryo,
        StoreMessage.Stored.class,
        STORED,
        (out, stored) -> writeChunks(out, stored.writer(), stored.generation(), stored.chunks()),
        in -> new StoreMessage.Stored(readString(in), in.readLong(), in.readLong()));
    register(
        kryo,
        StoreMessage.Fill.class,
        FILL,
        (out, fill) -> {
          writeString(out, fill.writer());
          out.writeVarInt(fill.slot(), true);
          writeBytes(out, fill.delta().toBytes());
        },
        in ->
            new StoreMessage.Fill(
                readString(in), in.readVarInt(true), SegmentDelta.ofBytes(readBytes(in))));
  }

  private static <T> void register(
      Kryo kryo, Class<T> type, int id, BiConsumer<Output, T> write, Function<Input, T> read) {
    kryo.register(
        type,
        new Serializer<T>() {
          @Override
          public void write(Kryo instance, Output out, T value) {
            write.accept(out, value);
          }

          @Override
          public T read(Kryo instance, Input in, Class<? extends T> expected) {
            return read.apply(in);
          }
        },
        id);
  }

  private static void writeChunks(Output out, String writer, long generation, long chunks) {
    writeString(out, writer);
    out.writeLong(generation);
    out.writeLong(chunks);
  }

  private static void writeHeld(Output out, StoreMessage.Held held) {
    out.writeVarInt(held.own().size(), true);
    held.own().forEach(name -> writeString(out, name));
    out.writeBoolean(held.confirm());
    out.writeVarInt(held.heads().size(), true);
    for (StoreMessage.Heads heads : held.heads()) {
      writeString(out, heads.writer());
      out.writeVarInt(heads.generations().length, true);
      out.writeLongs(heads.generations(), 0, heads.generations().length);
      out.writeLongs(heads.present(), 0, heads.present().length);
    }
  }

  private static StoreMessage.Held readHeld(Input in) {
    List<String> own = new ArrayList<>();
    for (int left = readSize(in); left > 0; left--) {
      own.add(readString(in));
    }
    boolean confirm = in.readBoolean();
    List<StoreMessage.Heads> heads = new ArrayList<>();
    for (int left = readSize(in); left > 0; left--) {
      String writer = readString(in);
      int generations = readSize(in);
      heads.add(
          new StoreMessage.Heads(writer, in.readLongs(generations), in.readLongs(generations)));
    }
    return new StoreMessage.Held(own, confirm, heads);
  }

  /** A length is never taken at its word: there must be so many bytes. */
  private static int readSize(Input in) {
    int size = in.readVarInt(true);
    if (size < 0 || size > in.limit() - in.position()) {
      throw new IllegalArgumentException(
          size + " elements do not fit " + (in.limit() - in.position()) + " bytes");
    }
    return size;
  }

  /** Kryo's own strings take any length at its word, and memory for it. */
  private static void writeString(Output out, String text) {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readString(Input in) {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(Output out, byte[] bytes) {
    out.writeVarInt(bytes.length, true);
    out.writeBytes(bytes);
  }

  private static byte[] readBytes(Input in) {
    return in.readBytes(readSize(in));
  }
}
