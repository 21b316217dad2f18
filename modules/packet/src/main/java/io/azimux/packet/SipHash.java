package io.azimux.packet;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) of two words: a hash whose collisions an outsider
 * without the key cannot construct. For tables that strangers can fill.
 */
public final class SipHash {
  private static final int ROUNDS_OF_A_WORD = 2;
  private static final int LAST_ROUNDS = 4;

  /** The hashed bytes' number, in the top byte of the last word. */
  private static final long SIXTEEN_BYTES = 16L << 56;

  private long v0;
  private long v1;
  private long v2;
  private long v3;

  private SipHash(long key0, long key1) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
  }

  /** Hash of the 16 bytes of two little-endian words. */
  public static long hash(long key0, long key1, long first, long second) {
    SipHash state = new SipHash(key0, key1);
    state.take(first);
    state.take(second);
    state.take(SIXTEEN_BYTES);
    state.v2 ^= 0xff;
    state.mix(LAST_ROUNDS);
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
  }

  private void take(long word) {
    v3 ^= word;
    mix(ROUNDS_OF_A_WORD);
    v0 ^= word;
  }

  private void mix(int rounds) {
    for (int round = 0; round < rounds; round++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
