package io.azimux.cli.cluster;

import io.azimux.packet.capture.PcapngReader;
import io.azimux.packet.capture.PcapngWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A capture that is being written. Only whole packets reach the file, each at once, so that it can
 * be opened at any time and stays readable when the captured JVM dies in the middle of one.
 */
public final class CaptureFile implements Closeable {
  private static final long NANOS = 1_000_000_000L;

  private final PcapngWriter writer;
  private final Map<String, Integer> interfaces = new LinkedHashMap<>();
  private long packets;

  /** Begins a capture file. */
  public CaptureFile(OutputStream out) throws IOException {
    writer = new PcapngWriter(out);
    writer.flush();
  }

  /** How a capture came to its end. */
  public enum End {
    /** As many packets as were wanted. */
    COUNT("as many as asked for"),
    /** Whoever sends the capture went away. */
    SOURCE("the element's process is gone"),
    /** This side has closed the stream. */
    CLOSED("time is up");

    private final String words;

    End(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }

  /**
   * Copies packets until there are no more.
   *
   * @param only name of the only interface to copy; empty for all
   * @param most packets to copy
   */
  public End copy(InputStream in, String only, long most) throws IOException {
    PcapngReader reader = new PcapngReader(in);
    while (packets < most) {
      Optional<PcapngReader.CapturedPacket> packet = next(reader);
      if (packet.isEmpty()) {
        return End.SOURCE;
      }
      if (only.isEmpty() || packet.get().source().name().equals(only)) {
        write(packet.get());
      }
    }
    return End.COUNT;
  }

  /** Packets written. */
  public long packets() {
    return packets;
  }

  private static Optional<PcapngReader.CapturedPacket> next(PcapngReader reader) {
    try {
      return reader.next();
    } catch (IOException e) {
      return Optional.empty(); // cut off in the middle: what is whole was written
    }
  }

  private void write(PcapngReader.CapturedPacket packet) throws IOException {
    String name = packet.source().name();
    Integer number = interfaces.get(name);
    if (number == null) {
      number = writer.addInterface(name);
      interfaces.put(name, number);
    }
    long units = packet.source().unitsPerSecond();
    long seconds = packet.time() / units;
    long nanos = seconds * NANOS + packet.time() % units * NANOS / units;
    writer.packet(number, nanos, packet.bytes(), 0, packet.bytes().length);
    writer.flush();
    packets++;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
