package io.azimux.packet;

import java.util.Locale;

/**
 * An Ethernet address.
 *
 * @param bits the address in the low 48 bits
 */
public record MacAddress(long bits) {
  /**
   * What Azure's fabric answers to every ARP request, and so the next hop that every guest sees.
   */
  public static final MacAddress FABRIC = new MacAddress(0x123456789abcL);

  /** Checks that 48 bits are enough. */
  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException(Long.toHexString(bits) + " has more than 48 bits");
    }
  }

  /**
   * A locally administered unicast address that stands for an IPv4 address: {@code 02:00} and the
   * four octets. It makes captures readable and needs no table.
   */
  public static MacAddress of(Ipv4Address address) {
    return new MacAddress(bitsOf(address.bits()));
  }

  /** The bits of {@link #of} for a raw IPv4 address; allocates nothing. */
  public static long bitsOf(int address) {
    return 0x0200_0000_0000L | (address & 0xffffffffL);
  }

  /**
   * Parses six hexadecimal octets separated by colons.
   *
   * @throws IllegalArgumentException with the text
   */
  public static MacAddress parse(String text) {
    if (!text.matches("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}")) {
      throw new IllegalArgumentException("'" + text + "' is not a MAC address (00:11:22:33:44:55)");
    }
    return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
  }

  @Override
  public String toString() {
    String hex = String.format(Locale.ROOT, "%012x", bits);
    return hex.replaceAll("(..)(?!$)", "$1:");
  }
}
