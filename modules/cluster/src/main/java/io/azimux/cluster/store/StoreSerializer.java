package io.azimux.cluster.store;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import java.io.NotSerializableException;
import java.util.Map;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes and reads replicated state for Pekko, by Kryo. Bytes that cannot be read raise {@link
 * NotSerializableException}: Pekko then drops that message and keeps the connection.
 */
public final class StoreSerializer extends SerializerWithStringManifest {
  /** Most bytes of anything: below Artery's frame of 256 KiB, which the envelope needs a bit of. */
  static final int MOST_BYTES = 224 * 1024;

  /** Identifies this serializer in every message; never to be used for another. */
  private static final int IDENTIFIER = 42_422;

  private static final int FIRST_BYTES = 1024;

  /** Instances kept: so many threads serialize at once. */
  private static final int INSTANCES = 8;

  private static final Map<Class<?>, String> MANIFESTS =
      Map.of(
          ReplicatedSegment.class, "S",
          ReplicatedSegmentDelta.class, "D",
          SharedRegister.class, "R",
          StoreMessage.Held.class, "H",
          StoreMessage.Want.class, "W",
          StoreMessage.Fill.class, "F",
          StoreMessage.Stored.class, "A");

  private final Pool<Kryo> pool =
      new Pool<>(true, false, INSTANCES) {
        @Override
        protected Kryo create() {
          return StoreKryo.create();
        }
      };

  private final StoreSetup setup;

  /** Called by Pekko. */
  public StoreSerializer(ExtendedActorSystem system) {
    this(
        system
            .settings()
            .setup()
            .get(StoreSetup.class)
            .orElseGet(() -> new StoreSetup(new StoreFaults(0))));
  }

  StoreSerializer(StoreSetup setup) {
    this.setup = setup;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    String manifest = MANIFESTS.get(value.getClass());
    if (manifest == null) {
      throw new IllegalArgumentException("no form for " + value.getClass().getName());
    }
    return manifest;
  }

  @Override
  public byte[] toBinary(Object value) {
    Kryo kryo = pool.obtain();
    try (Output out = new Output(FIRST_BYTES, MOST_BYTES)) {
      kryo.writeClassAndObject(out, value);
      if (value instanceof ReplicatedSegment segment && segment.segment().isSealed()) {
        setup.countFullState(out.position());
      }
      return out.toBytes();
    } finally {
      pool.free(kryo);
    }
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    Kryo kryo = pool.obtain();
    try (Input in = new Input(bytes)) {
      Object value = kryo.readClassAndObject(in);
      if (value == null
          || !manifest.equals(MANIFESTS.get(value.getClass()))
          || in.position() < in.limit()) {
        throw new NotSerializableException("bytes are none of manifest '" + manifest + "'");
      }
      return value;
    } catch (KryoException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
      NotSerializableException failure =
          new NotSerializableException(
              "malformed bytes for manifest '" + manifest + "': " + malformed.getMessage());
      failure.initCause(malformed);
      throw failure;
    } finally {
      pool.free(kryo);
    }
  }
}
