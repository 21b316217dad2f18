package io.azimux.packet;

/**
 * The outer Ethernet, IPv4, UDP and VXLAN headers and the inner Ethernet header: 64 bytes, written
 * as eight longs of which most are prepared. Byte for byte what {@link Vxlan#encapsulate} writes;
 * the IPv4 checksum is finished from that of what does not change (RFC 1624's idea).
 */
public final class TunnelHeader {
  /** Longs prepared for each target. */
  public static final int WORDS = 4;

  private static final int VERSION_AND_LENGTH = 0x4500;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int TTL_AND_PROTOCOL = 0x4011;
  private static final int VNI_VALID = 0x08000000;
  private static final int FIRST_PORT = 0xc000;
  private static final int PORTS = 0x3fff;
  private static final long ADDRESSES = 0xffff_ffff_ffffL;
  private static final long LAST_WORD = MacAddress.FABRIC.bits() << 16 | Ethernet.TYPE_IPV4;

  private TunnelHeader() {}

  /**
   * Prepares the words of a target.
   *
   * @param words array that takes them
   * @param at index of the first
   * @param innerMac address of the target NIC
   */
  public static void prepare(
      long[] words, int at, int source, int destination, int vni, long innerMac) {
    long sum =
        (long) VERSION_AND_LENGTH
            + DONT_FRAGMENT
            + TTL_AND_PROTOCOL
            + InternetChecksum.pseudoHeader(source, destination, 0, 0);
    words[at] =
        (long) InternetChecksum.finish(sum) << 48
            | (source & 0xffffffffL) << 16
            | destination >>> 16;
    words[at + 1] = (long) destination << 48 | (long) FIRST_PORT << 32 | (long) Vxlan.PORT << 16;
    words[at + 2] = (long) VNI_VALID << 16 | vni >>> 8;
    words[at + 3] = (long) vni << 56 | innerMac;
  }

  /** First long of the outer Ethernet header, to a next hop. */
  public static long firstWord(long nextHopMac, long ownMac) {
    return nextHopMac << 16 | ownMac >>> 32;
  }

  /**
   * Second long, behind {@link #firstWord}: the rest of the own address, type and IPv4's first
   * bytes.
   */
  public static long secondWord(long ownMac) {
    return ownMac << 32 | (long) Ethernet.TYPE_IPV4 << 16 | VERSION_AND_LENGTH;
  }

  /**
   * Writes the header over the 50 bytes before a frame and over the frame's own Ethernet header.
   *
   * @param start offset of the outer header
   * @param length bytes of the whole outer frame
   * @param entropy its low 14 bits make the UDP source port
   */
  public static void write(
      byte[] bytes,
      int start,
      int length,
      long firstWord,
      long secondWord,
      long[] words,
      int at,
      int entropy) {
    int total = length - Ethernet.HEADER;
    long addresses = words[at];
    int checksum = InternetChecksum.updateByFolded((int) (addresses >>> 48), total);
    long port = (long) (entropy & PORTS) << 32;
    Bytes.put64(bytes, start, firstWord);
    Bytes.put64(bytes, start + 8, secondWord);
    Bytes.put64(
        bytes, start + 16, (long) total << 48 | (long) DONT_FRAGMENT << 16 | TTL_AND_PROTOCOL);
    Bytes.put64(bytes, start + 24, addresses & ADDRESSES | (long) checksum << 48);
    Bytes.put64(bytes, start + 32, words[at + 1] | port | (total - Ipv4.HEADER));
    Bytes.put64(bytes, start + 40, words[at + 2]);
    Bytes.put64(bytes, start + 48, words[at + 3]);
    Bytes.put64(bytes, start + 56, LAST_WORD);
  }
}
