package io.azimux.cluster.store;

import java.util.Arrays;
import org.apache.pekko.cluster.ddata.AbstractReplicatedData;

/**
 * The replicated form of one shared value: of two copies the one with the higher version stands.
 * The bytes are made once, by the writer, and passed on as they are, so that equal values have
 * equal digests.
 */
final class SharedRegister extends AbstractReplicatedData<SharedRegister> {
  /** Nobody has written yet; any version is higher. */
  static final SharedRegister EMPTY = new SharedRegister(Long.MIN_VALUE, new byte[0]);

  private final long version;
  private final byte[] bytes;

  /** Takes the array as its own. */
  SharedRegister(long version, byte[] bytes) {
    this.version = version;
    this.bytes = bytes;
  }

  long version() {
    return version;
  }

  /** Not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * Should one version ever have two values, the order of their bytes decides, everywhere alike.
   */
  @Override
  public SharedRegister mergeData(SharedRegister other) {
    int order = Long.compare(version, other.version);
    return (order != 0 ? order : Arrays.compare(bytes, other.bytes)) >= 0 ? this : other;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedRegister register
        && register.version == version
        && Arrays.equals(register.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(version) * 31 + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "version " + version + ", " + bytes.length + " bytes";
  }
}
