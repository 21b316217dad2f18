package io.azimux.gateway.socket;

import io.azimux.gateway.OuterAddress;
import io.azimux.gateway.TunnelLink;
import io.azimux.packet.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Hands datagrams to a receiver, each behind its sender's address. */
final class SocketHandler extends ChannelInboundHandlerAdapter {
  private static final int IPV4_BYTES = 4;

  private final Receiver receiver;
  private final Runnable onFailure;
  private final byte[] bytes = new byte[TunnelLink.LONGEST];

  /** The last sender's address, and the same as bits: asking for its bytes makes an array. */
  private @Nullable InetAddress sender;

  private int senderBits;

  SocketHandler(Receiver receiver, Runnable onFailure) {
    this.receiver = receiver;
    this.onFailure = onFailure;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    try {
      InetSocketAddress from = packet.sender();
      InetAddress address = from.getAddress();
      if (!address.equals(sender)) {
        byte[] octets = address.getAddress();
        sender = address;
        senderBits = octets.length == IPV4_BYTES ? Bytes.i32(octets, 0) : 0;
      }
      ByteBuf content = packet.content();
      int length = Math.min(content.readableBytes(), bytes.length - OuterAddress.LENGTH);
      OuterAddress.write(bytes, 0, senderBits, from.getPort());
      content.getBytes(content.readerIndex(), bytes, OuterAddress.LENGTH, length);
      receiver.receive(bytes, OuterAddress.LENGTH + length);
    } finally {
      packet.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    receiver.rest();
  }

  /** An ICMP error of an earlier datagram, or a write that was refused. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    onFailure.run();
  }
}
