package io.azimux.packet;

/**
 * An IPv4 address.
 *
 * @param bits the address in network order, highest byte first
 */
public record Ipv4Address(int bits) implements Comparable<Ipv4Address> {

  /**
   * Parses dotted decimal.
   *
   * @throws IllegalArgumentException with the text, if it is not four numbers 0..255
   */
  public static Ipv4Address parse(String text) {
    String[] parts = text.strip().split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("'" + text + "' is not an IPv4 address (a.b.c.d)");
    }
    int bits = 0;
    for (String part : parts) {
      bits = bits << 8 | octet(part, text);
    }
    return new Ipv4Address(bits);
  }

  private static int octet(String part, String whole) {
    boolean digits =
        !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(Character::isDigit);
    int value = digits ? Integer.parseInt(part) : -1;
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException(
          "'" + whole + "' is not an IPv4 address: '" + part + "' is not a number 0..255");
    }
    return value;
  }

  /** Unsigned order. */
  @Override
  public int compareTo(Ipv4Address other) {
    return Integer.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }
}
