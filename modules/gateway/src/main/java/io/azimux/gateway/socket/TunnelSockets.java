package io.azimux.gateway.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** All tunnel sockets of a process, served by one thread. */
public final class TunnelSockets implements AutoCloseable {
  /** Bytes kept of a datagram: more than an element takes, so that a longer one is noticed. */
  private static final int DATAGRAM = 2048;

  /** Datagrams read by one system call. */
  private static final int AT_ONCE = 64;

  /** Bytes that wait in the kernel; it gives less where its own limit is lower. */
  private static final int KERNEL_BUFFER = 4 << 20;

  private static final int CLOSING_SECONDS = 2;

  private final boolean nativeEpoll;
  private final EventLoopGroup loop;
  private final List<Channel> channels = new ArrayList<>();

  private TunnelSockets(boolean nativeEpoll) {
    this.nativeEpoll = nativeEpoll;
    DefaultThreadFactory threads = new DefaultThreadFactory("azimux-attach", true);
    loop = nativeEpoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
  }

  /**
   * Gets ready to open sockets.
   *
   * @throws IOException where the native transport is demanded and does not work here
   */
  public static TunnelSockets of(Transport transport) throws IOException {
    boolean available = transport != Transport.NIO && Epoll.isAvailable();
    if (transport == Transport.EPOLL && !available) {
      throw new IOException(
          "the epoll transport does not work here; use auto or nio: "
              + Epoll.unavailabilityCause().getMessage());
    }
    return new TunnelSockets(available);
  }

  /** What sockets are opened with. */
  public Transport transport() {
    return nativeEpoll ? Transport.EPOLL : Transport.NIO;
  }

  /**
   * Opens a socket.
   *
   * @throws IOException naming the address, where it cannot be opened
   */
  public TunnelSocket open(InetSocketAddress listen, Receiver receiver) throws IOException {
    TunnelSocket socket =
        new TunnelSocket(
            receiver, nativeEpoll && EpollDatagramChannel.isSegmentedDatagramPacketSupported());
    ChannelFuture bound = bootstrap(socket).bind(listen).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on UDP "
              + listen.getHostString()
              + ":"
              + listen.getPort()
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    channels.add(bound.channel());
    socket.serve(bound.channel());
    return socket;
  }

  private Bootstrap bootstrap(TunnelSocket socket) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .handler(socket.handler())
            .option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER)
            .option(ChannelOption.SO_SNDBUF, KERNEL_BUFFER);
    if (nativeEpoll) {
      return bootstrap
          .channelFactory(() -> new EpollDatagramChannel(InternetProtocolFamily.IPv4))
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
          .option(ChannelOption.RCVBUF_ALLOCATOR, room(AT_ONCE * DATAGRAM));
    }
    return bootstrap
        .channelFactory(() -> new NioDatagramChannel(InternetProtocolFamily.IPv4))
        .option(ChannelOption.RCVBUF_ALLOCATOR, room(DATAGRAM));
  }

  private static FixedRecvByteBufAllocator room(int bytes) {
    FixedRecvByteBufAllocator room = new FixedRecvByteBufAllocator(bytes);
    room.maxMessagesPerRead(AT_ONCE);
    return room;
  }

  @Override
  public void close() {
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
    Future<?> unused = loop.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS);
  }
}
