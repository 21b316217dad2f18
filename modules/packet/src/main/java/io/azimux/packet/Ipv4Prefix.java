package io.azimux.packet;

/**
 * An IPv4 prefix.
 *
 * @param network network bits, host bits zero
 * @param length 0..32
 */
public record Ipv4Prefix(int network, int length) implements Comparable<Ipv4Prefix> {
  /** Everything. */
  public static final Ipv4Prefix ANY = new Ipv4Prefix(0, 0);

  /** Checks the length and that no host bit is set. */
  public Ipv4Prefix {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("prefix length " + length + " is not 0..32");
    }
    if ((network & ~mask(length)) != 0) {
      throw new IllegalArgumentException(
          new Ipv4Address(network) + "/" + length + " has bits set behind the prefix length");
    }
  }

  /** The prefix of one address. */
  public static Ipv4Prefix host(Ipv4Address address) {
    return new Ipv4Prefix(address.bits(), 32);
  }

  /**
   * Parses {@code a.b.c.d/n}; without {@code /n} it is a host.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Ipv4Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return host(Ipv4Address.parse(text));
    }
    String digits = text.substring(slash + 1);
    if (!digits.matches("\\d{1,2}")) {
      throw new IllegalArgumentException("'" + text + "' is not a prefix (a.b.c.d/0..32)");
    }
    int length = Integer.parseInt(digits);
    return new Ipv4Prefix(Ipv4Address.parse(text.substring(0, slash)).bits(), length);
  }

  /** True where the address lies in this prefix. */
  public boolean contains(Ipv4Address address) {
    return contains(address.bits());
  }

  /** True where the address lies in this prefix. */
  public boolean contains(int address) {
    return (address & mask(length)) == network;
  }

  /** The netmask of a prefix length. */
  public static int mask(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  /** By address, then the shorter first. */
  @Override
  public int compareTo(Ipv4Prefix other) {
    int byNetwork = Integer.compareUnsigned(network, other.network);
    return byNetwork != 0 ? byNetwork : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return new Ipv4Address(network) + "/" + length;
  }
}
