package io.azimux.gateway.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** One UDP socket, at which tunnels end. */
public final class TunnelSocket {
  private final SocketHandler handler;
  private final LongAdder failures = new LongAdder();
  private volatile boolean segments;
  private volatile @Nullable Channel channel;

  TunnelSocket(Receiver receiver, boolean segments) {
    this.segments = segments;
    handler = new SocketHandler(receiver, this::failed);
  }

  ChannelHandler handler() {
    return handler;
  }

  void serve(Channel open) {
    channel = open;
  }

  /** The socket's own address. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel().localAddress();
  }

  /** A way to send, for the use of one thread. */
  public Sender sender() {
    return new Sender(this);
  }

  /** Writes that the kernel refused. */
  public long failures() {
    return failures.sum();
  }

  Channel channel() {
    Channel open = channel;
    if (open == null) {
      throw new IllegalStateException("the socket is not open");
    }
    return open;
  }

  /** True where equal datagrams can go as one that the kernel cuts. */
  boolean usesSegments() {
    return segments;
  }

  /** A device without checksums of its own cannot cut: then it is not tried again. */
  void failed() {
    failures.increment();
    segments = false;
  }
}
