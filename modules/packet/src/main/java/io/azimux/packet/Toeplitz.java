package io.azimux.packet;

/**
 * The Toeplitz hash of receive-side scaling, as network cards compute it. Checked against the
 * vectors that Microsoft publishes ("Verifying the RSS Hash Calculation").
 */
public final class Toeplitz {
  private static final int INPUT = 12;

  private final long[] window = new long[INPUT * 8];

  /**
   * Prepares the hash.
   *
   * @param key secret key of 16 bytes or more; 40 is usual
   */
  public Toeplitz(byte[] key) {
    if (key.length < INPUT + 4) {
      throw new IllegalArgumentException("key of " + key.length + " bytes; 16 is the least");
    }
    for (int bit = 0; bit < window.length; bit++) {
      window[bit] = bitsFrom(key, bit);
    }
  }

  private static long bitsFrom(byte[] key, int bit) {
    long bits = 0;
    for (int i = bit; i < bit + 32; i++) {
      bits = bits << 1 | (key[i >>> 3] >>> (7 - (i & 7)) & 1);
    }
    return bits;
  }

  /** Hash of the two addresses. */
  public int hash(int source, int destination) {
    return (int) (fold(source, 0) ^ fold(destination, 32));
  }

  /** Hash of addresses and ports. */
  public int hash(int source, int destination, int sourcePort, int destinationPort) {
    int ports = sourcePort << 16 | destinationPort;
    return (int) (fold(source, 0) ^ fold(destination, 32) ^ fold(ports, 64));
  }

  private long fold(int input, int firstBit) {
    long result = 0;
    for (int bits = input, i = firstBit; bits != 0; bits <<= 1, i++) {
      result ^= window[i] & bits >> 31;
    }
    return result;
  }
}
