package io.azimux.cluster.wire;

import io.azimux.packet.Burst;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Frame;
import io.azimux.packet.Ipv4;
import io.azimux.packet.PacketArena;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packets that cross one link together: 1..{@link Burst#CAPACITY} frames, end to end in one array.
 * Whoever makes a batch gives the arrays away; nobody writes to them again.
 */
public final class PacketBatch implements Wire {
  private static final int[] UNMARKED = {};

  private final String to;
  private final int port;
  private final String from;
  private final byte[] frames;
  private final int[] lengths;
  private final int[] marks;
  private final long sentNanos;

  /**
   * Makes a batch.
   *
   * @param to element that receives
   * @param port its port, from 0
   * @param from element that sent
   * @param frames frames end to end
   * @param lengths bytes of each frame
   * @param marks trace mark of each frame; empty where none is traced
   * @throws IllegalArgumentException if counts or lengths contradict one another
   */
  public PacketBatch(String to, int port, String from, byte[] frames, int[] lengths, int[] marks) {
    this(to, port, from, frames, lengths, marks, 0);
  }

  /**
   * Makes a batch that remembers when it was sent, for as long as it stays in its process.
   *
   * @param sentNanos the sender's time, so that a loss noticed much later is known by its moment
   */
  public PacketBatch(
      String to, int port, String from, byte[] frames, int[] lengths, int[] marks, long sentNanos) {
    this.sentNanos = sentNanos;
    this.to = to;
    this.port = port;
    this.from = from;
    this.frames = frames;
    this.lengths = lengths;
    this.marks = marks.length == 0 ? UNMARKED : marks;
    check();
  }

  private void check() {
    if (lengths.length == 0 || lengths.length > Burst.CAPACITY) {
      throw new IllegalArgumentException(
          "a batch has 1.." + Burst.CAPACITY + " packets, not " + lengths.length);
    }
    if (marks.length != 0 && marks.length != lengths.length) {
      throw new IllegalArgumentException(
          marks.length + " marks for " + lengths.length + " packets");
    }
    if (port < 0) {
      throw new IllegalArgumentException("port " + port + " is negative");
    }
    long sum = 0;
    for (int length : lengths) {
      if (length < 0 || length > PacketArena.MAX_FRAME) {
        throw new IllegalArgumentException(
            "frame of " + length + " bytes; most is " + PacketArena.MAX_FRAME);
      }
      sum += length;
    }
    if (sum != frames.length) {
      throw new IllegalArgumentException(
          "lengths add up to " + sum + " bytes, frames to " + frames.length);
    }
  }

  @Override
  public String to() {
    return to;
  }

  /** Port of the receiving element. */
  public int port() {
    return port;
  }

  @Override
  public String from() {
    return from;
  }

  /** When it was sent, by the clock of this process; 0 for one that came from another. */
  public long sentNanos() {
    return sentNanos;
  }

  /** All frames, end to end; not to be written. */
  public byte[] frames() {
    return frames;
  }

  /** True where precedence is due; whoever makes a batch puts only packets together that agree. */
  public boolean isNetworkControl() {
    return isNetworkControl(frames, 0, lengths[0]);
  }

  /** True for a frame with an IPv4 packet of network control. */
  public static boolean isNetworkControl(byte[] bytes, int start, int length) {
    return length >= Frame.MIN
        && Ethernet.type(bytes, start) == Ethernet.TYPE_IPV4
        && Ipv4.isNetworkControl(bytes, start + Ethernet.HEADER);
  }

  /** Packets in the batch. */
  public int size() {
    return lengths.length;
  }

  /** Bytes of a frame. */
  public int length(int index) {
    return lengths[index];
  }

  /** Trace mark of a frame, 0 where it is not traced. */
  public int mark(int index) {
    return marks.length == 0 ? 0 : marks[index];
  }

  /** True where a packet of the batch may be traced. */
  boolean hasMarks() {
    return marks.length != 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PacketBatch that
        && to.equals(that.to)
        && port == that.port
        && from.equals(that.from)
        && Arrays.equals(frames, that.frames)
        && Arrays.equals(lengths, that.lengths)
        && Arrays.equals(marks, that.marks);
  }

  @Override
  public int hashCode() {
    return Objects.hash(to, port, from, Arrays.hashCode(frames), Arrays.hashCode(marks));
  }

  @Override
  public String toString() {
    return lengths.length + " packets " + from + " > " + to + " port " + port;
  }
}
