package io.azimux.packet;

/**
 * The Internet checksum: RFC 1071 over a range of bytes, and RFC 1624 (equation 3) for a field that
 * changes.
 *
 * <p>Sums are carried as {@code long} so that carries are folded once, at the end.
 */
public final class InternetChecksum {
  /** Times 0xffff it is 1, modulo 2^64. */
  private static final long INVERSE_OF_FFFF = 0xfffe_fffe_fffe_ffffL;

  /** The largest quotient of a 64-bit number by 0xffff. */
  private static final long MULTIPLES_OF_FFFF = 0x0001_0001_0001_0001L;

  private InternetChecksum() {}

  /**
   * The unfolded one's complement sum of {@code length} bytes from {@code from}. An odd last byte
   * counts as the high half of a 16-bit word (RFC 1071 section 4.1).
   */
  public static long sum(byte[] bytes, int from, int length) {
    long sum = 0;
    int at = from;
    int end = from + length;
    for (; at + 8 <= end; at += 8) {
      long word = Bytes.i64(bytes, at);
      sum += (word >>> 32) + (word & 0xffffffffL);
    }
    if (at + 4 <= end) {
      sum += Bytes.i32(bytes, at) & 0xffffffffL;
      at += 4;
    }
    if (at + 2 <= end) {
      sum += Bytes.u16(bytes, at);
      at += 2;
    }
    if (at < end) {
      sum += (long) Bytes.u8(bytes, at) << 8;
    }
    return sum;
  }

  /** Folds a sum to 16 bits, without complementing it. */
  public static int fold(long sum) {
    long folded = (sum >>> 32) + (sum & 0xffffffffL);
    // At most 2^33 - 2 here, then 0x2fffe, then 0x10000.
    folded = (folded >>> 16) + (folded & 0xffff);
    folded = (folded >>> 16) + (folded & 0xffff);
    return (int) ((folded >>> 16) + (folded & 0xffff));
  }

  /**
   * True where a sum folds to 0xffff, as that of intact words with their checksum does. Such a sum
   * is a multiple of 0xffff: found out by one multiplication (Granlund and Montgomery 1994, section
   * 9).
   *
   * @param sum above 0
   */
  public static boolean isWhole(long sum) {
    return Long.compareUnsigned(sum * INVERSE_OF_FFFF, MULTIPLES_OF_FFFF) <= 0;
  }

  /** The checksum field for a sum: folded and complemented. */
  public static int finish(long sum) {
    return ~fold(sum) & 0xffff;
  }

  /**
   * The sum of the TCP/UDP pseudo-header (RFC 9293 section 3.1): addresses, protocol and
   * upper-layer length.
   *
   * @param length bytes of the transport header and payload
   */
  public static long pseudoHeader(int source, int destination, int protocol, int length) {
    return (source & 0xffffffffL) + (destination & 0xffffffffL) + protocol + length;
  }

  /**
   * The checksum after some words changed (RFC 1624 equation 3: HC' = ~(~HC + ~m + m')).
   *
   * @param checksum the field as it stands, 0..65535
   * @param delta what {@link #change} gave for each changed word, added up
   */
  public static int update(int checksum, long delta) {
    return ~fold((~checksum & 0xffffL) + delta) & 0xffff;
  }

  /**
   * The same in three instructions, for a change that is folded already: what is added to the sum
   * is taken from the checksum, with the borrow carried around.
   *
   * @param delta {@link #fold} of the changes, 0..65535
   */
  public static int updateByFolded(int checksum, int delta) {
    int changed = checksum - delta;
    return changed - (changed >>> 31) & 0xffff;
  }

  /**
   * What replacing the 32-bit word {@code before} by {@code after} adds to a sum; always positive.
   */
  public static long change(int before, int after) {
    return (~before & 0xffffffffL) + (after & 0xffffffffL);
  }

  /**
   * What replacing the 16-bit word {@code before} by {@code after} adds to a sum; always positive.
   */
  public static long change16(int before, int after) {
    return (~before & 0xffffL) + (after & 0xffffL);
  }
}
