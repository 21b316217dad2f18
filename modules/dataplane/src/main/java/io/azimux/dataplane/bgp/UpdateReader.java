package io.azimux.dataplane.bgp;

import io.azimux.dataplane.bgp.BgpDecoder.Reader;
import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.dataplane.bgp.BgpMessage.Update;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the body of one UPDATE, and judges it as RFC 4271, section 6.3, wants. */
final class UpdateReader {
  private static final int MALFORMED_LIST = 1;
  private static final int UNKNOWN_WELL_KNOWN = 2;
  private static final int MISSING = 3;
  private static final int FLAGS = 4;
  private static final int LENGTH = 5;
  private static final int BAD_ORIGIN = 6;
  private static final int BAD_NEXT_HOP = 8;
  private static final int BAD_NETWORK = 10;
  private static final int BAD_PATH = 11;

  private static final int MED = 4;
  private static final int AGGREGATOR = 7;
  private static final int LOWER_FLAGS = 0x0f;
  private static final int PARTIAL = 0x20;

  private final boolean fourOctetAs;
  private PathAttributes.@Nullable Origin origin;
  private @Nullable List<PathAttributes.Segment> path;
  private @Nullable Ipv4Address nextHop;
  private boolean atomicAggregate;

  /** Attributes seen, a bit for each of the first 256 types. */
  private final long[] seen = new long[4];

  UpdateReader(boolean fourOctetAs) {
    this.fourOctetAs = fourOctetAs;
  }

  BgpInput read(Reader body) {
    int withdrawnLength = body.u16();
    if (withdrawnLength + 2 > body.left()) {
      return fault(MALFORMED_LIST);
    }
    List<Ipv4Prefix> withdrawn = prefixes(body.part(withdrawnLength));
    int attributesLength = body.u16();
    if (attributesLength > body.left()) {
      return fault(MALFORMED_LIST);
    }
    Reader attributes = body.part(attributesLength);
    while (attributes.left() > 0) {
      BgpFault fault = attribute(attributes);
      if (fault != null) {
        return fault;
      }
    }
    List<Ipv4Prefix> announced = prefixes(body);
    if (withdrawn == null || announced == null) {
      return fault(BAD_NETWORK);
    }
    return announced.isEmpty()
        ? new Update(withdrawn, Optional.empty(), announced)
        : withAttributes(withdrawn, announced);
  }

  private BgpInput withAttributes(List<Ipv4Prefix> withdrawn, List<Ipv4Prefix> announced) {
    if (origin == null) {
      return fault(MISSING, (byte) BgpEncoder.ORIGIN);
    }
    if (path == null) {
      return fault(MISSING, (byte) BgpEncoder.AS_PATH);
    }
    if (nextHop == null) {
      return fault(MISSING, (byte) BgpEncoder.NEXT_HOP);
    }
    PathAttributes all = new PathAttributes(origin, path, nextHop, atomicAggregate);
    return new Update(withdrawn, Optional.of(all), announced);
  }

  /** Null where a length is above 32, or bytes are missing. */
  private static @Nullable List<Ipv4Prefix> prefixes(Reader list) {
    List<Ipv4Prefix> prefixes = new ArrayList<>();
    while (list.left() > 0) {
      int length = list.u8();
      int octets = BgpEncoder.octets(length);
      if (length > 32 || octets > list.left()) {
        return null;
      }
      int network = 0;
      for (int octet = 0; octet < octets; octet++) {
        network |= list.u8() << 24 - 8 * octet;
      }
      // What stands behind the length has no meaning (RFC 4271, section 4.3).
      prefixes.add(new Ipv4Prefix(network & Ipv4Prefix.mask(length), length));
    }
    return prefixes;
  }

  private @Nullable BgpFault attribute(Reader list) {
    if (list.left() < 3) {
      return fault(MALFORMED_LIST);
    }
    int flags = list.u8();
    int type = list.u8();
    boolean extended = (flags & BgpEncoder.EXTENDED) != 0;
    if (extended && list.left() < 2) {
      return fault(MALFORMED_LIST);
    }
    int length = extended ? list.u16() : list.u8();
    if (length > list.left()) {
      return fault(MALFORMED_LIST);
    }
    byte[] value = list.bytes(length);
    if ((seen[type >> 6] >>> type & 1) != 0) {
      return fault(MALFORMED_LIST);
    }
    seen[type >> 6] |= 1L << type;
    boolean wellKnown = (flags & BgpEncoder.OPTIONAL) == 0;
    boolean known = type <= AGGREGATOR && type > 0;
    if (wellKnown && !known) {
      return fault(UNKNOWN_WELL_KNOWN, whole(flags, type, value));
    }
    if (!known) {
      return null;
    }
    if (wrongFlags(flags, type)) {
      return fault(FLAGS, whole(flags, type, value));
    }
    return take(flags, type, value);
  }

  private static boolean wrongFlags(int flags, int type) {
    boolean optional = type == MED || type == AGGREGATOR;
    boolean transitive = type != MED;
    return optional != ((flags & BgpEncoder.OPTIONAL) != 0)
        || transitive != ((flags & BgpEncoder.TRANSITIVE) != 0)
        || !optional && (flags & PARTIAL) != 0;
  }

  private @Nullable BgpFault take(int flags, int type, byte[] value) {
    Reader reader = new Reader(value, 0, value.length);
    byte[] whole = whole(flags, type, value);
    switch (type) {
      case BgpEncoder.AS_PATH -> {
        path = path(reader);
        return path == null ? fault(BAD_PATH) : null;
      }
      case BgpEncoder.ORIGIN -> {
        if (value.length == 1 && value[0] >= 0 && value[0] <= 2) {
          origin = PathAttributes.Origin.values()[value[0]];
          return null;
        }
        return fault(value.length == 1 ? BAD_ORIGIN : LENGTH, whole);
      }
      case BgpEncoder.NEXT_HOP -> {
        if (value.length != 4) {
          return fault(LENGTH, whole);
        }
        nextHop = new Ipv4Address(reader.i32());
        int first = nextHop.bits() >>> 24;
        return first == 0 || first >= 0xe0 ? fault(BAD_NEXT_HOP, whole) : null;
      }
      case BgpEncoder.ATOMIC_AGGREGATE -> {
        atomicAggregate = true;
        return value.length == 0 ? null : fault(LENGTH, whole);
      }
      case AGGREGATOR -> {
        return value.length == (fourOctetAs ? 8 : 6) ? null : fault(LENGTH, whole);
      }
      default -> {
        return value.length == 4 ? null : fault(LENGTH, whole);
      }
    }
  }

  private @Nullable List<PathAttributes.Segment> path(Reader reader) {
    List<PathAttributes.Segment> segments = new ArrayList<>();
    int width = fourOctetAs ? 4 : 2;
    while (reader.left() > 0) {
      if (reader.left() < 2) {
        return null;
      }
      int kind = reader.u8();
      int count = reader.u8();
      if (kind < 1 || kind > 2 || count == 0 || count * width > reader.left()) {
        return null;
      }
      List<Long> systems = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        systems.add(fourOctetAs ? reader.i32() & 0xffffffffL : reader.u16());
      }
      segments.add(new PathAttributes.Segment(kind == 2, systems));
    }
    return segments;
  }

  /** The attribute as it stood: a NOTIFICATION carries it back. */
  private static byte[] whole(int flags, int type, byte[] value) {
    boolean extended = (flags & BgpEncoder.EXTENDED) != 0;
    int header = extended ? 4 : 3;
    byte[] whole = new byte[header + value.length];
    whole[0] = (byte) (flags & ~LOWER_FLAGS);
    whole[1] = (byte) type;
    whole[header - 1] = (byte) value.length;
    if (extended) {
      whole[2] = (byte) (value.length >> 8);
    }
    System.arraycopy(value, 0, whole, header, value.length);
    return whole;
  }

  private static BgpFault fault(int subcode, byte... data) {
    return BgpDecoder.fault(Notification.UPDATE, subcode, data);
  }
}
