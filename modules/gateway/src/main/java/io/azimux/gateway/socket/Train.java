package io.azimux.gateway.socket;

import io.azimux.gateway.OuterAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/**
 * Datagrams on their way to the socket together. Neighbours of one length to one receiver go as one
 * that the kernel cuts, so that the way through the kernel is paid once for all of them.
 */
final class Train implements Runnable, ChannelFutureListener {
  /** Bytes of a train, addresses included. */
  static final int BYTES = 64 * 1024;

  private static final int MOST = 512;

  /** The kernel cuts at most so many (UDP_MAX_SEGMENTS), and less than 64 KB at once. */
  private static final int MOST_SEGMENTS = 64;

  private static final int MOST_SEGMENT_BYTES = 60_000;

  /** A longer one may not fit the device beneath, and is then cut by IP instead. */
  private static final int LONGEST_SEGMENT = 1400;

  private final TunnelSocket socket;
  private final Consumer<Train> home;
  private final byte[] bytes = new byte[BYTES];
  private final int[] lengths = new int[MOST];
  private int size;
  private int end;
  private long receiverWord = -1;
  private InetSocketAddress receiver = new InetSocketAddress(0);

  Train(TunnelSocket socket, Consumer<Train> home) {
    this.socket = socket;
    this.home = home;
  }

  boolean hasRoom(int length) {
    return size < MOST && end + length <= BYTES;
  }

  void add(byte[] source, int at, int length) {
    System.arraycopy(source, at, bytes, end, length);
    end += length;
    lengths[size++] = length;
  }

  /** Goes to the socket's thread. */
  void depart() {
    socket.channel().eventLoop().execute(this);
  }

  /** Writes all datagrams; the train is free again when the last one has left. */
  @Override
  public void run() {
    Channel channel = socket.channel();
    ByteBuf payload = channel.alloc().directBuffer(end);
    int at = 0;
    int i = 0;
    while (i < size) {
      int to = socket.usesSegments() ? alike(i, at) : i + 1;
      int from = payload.writerIndex();
      InetSocketAddress address = receiver(at);
      int segment = lengths[i] - OuterAddress.LENGTH;
      for (; i < to; i++) {
        payload.writeBytes(bytes, at + OuterAddress.LENGTH, lengths[i] - OuterAddress.LENGTH);
        at += lengths[i];
      }
      ByteBuf part = payload.retainedSlice(from, payload.writerIndex() - from);
      DatagramPacket datagram =
          part.readableBytes() > segment
              ? new SegmentedDatagramPacket(part, segment, address)
              : new DatagramPacket(part, address);
      write(channel, datagram, i == size);
    }
    payload.release();
    channel.flush();
  }

  private void write(Channel channel, DatagramPacket datagram, boolean last) {
    // Whoever is interested in the others learns it from the channel: socket.failed().
    ChannelPromise promise = last ? channel.newPromise() : channel.voidPromise();
    if (last) {
      promise.addListener(this);
    }
    ChannelFuture unused = channel.write(datagram, promise);
  }

  /** Index behind the last of the datagrams that go as one; the last may be shorter. */
  private int alike(int first, int at) {
    int length = lengths[first];
    int to = first + 1;
    int next = at + length;
    if (length > LONGEST_SEGMENT) {
      return to;
    }
    long word = OuterAddress.both(bytes, at);
    while (to < size
        && to - first < MOST_SEGMENTS
        && (to - first + 1) * length < MOST_SEGMENT_BYTES
        && lengths[to] <= length
        && lengths[to - 1] == length
        && OuterAddress.both(bytes, next) == word) {
      next += lengths[to];
      to++;
    }
    return to;
  }

  private InetSocketAddress receiver(int at) {
    long word = OuterAddress.both(bytes, at);
    if (word != receiverWord) {
      try {
        byte[] octets = {bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]};
        int port = OuterAddress.port(bytes, at);
        receiver = new InetSocketAddress(InetAddress.getByAddress(octets), port);
        receiverWord = word;
      } catch (UnknownHostException never) {
        throw new IllegalStateException("four octets are an address", never);
      }
    }
    return receiver;
  }

  @Override
  public void operationComplete(ChannelFuture written) {
    if (!written.isSuccess()) {
      socket.failed();
    }
    size = 0;
    end = 0;
    home.accept(this);
  }
}
