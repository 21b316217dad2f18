package io.azimux.benchmarks.attach;

import io.azimux.gateway.OuterAddress;
import io.azimux.gateway.TunnelLink;
import io.azimux.gateway.socket.Receiver;
import io.azimux.gateway.socket.Sender;
import io.azimux.gateway.socket.Transport;
import io.azimux.gateway.socket.TunnelSocket;
import io.azimux.gateway.socket.TunnelSockets;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.packet.Udp;
import io.azimux.packet.Vxlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two guests: one sends as fast as the other receives. So many datagrams are under way at most that
 * no queue between them must drop any.
 */
final class Stream implements AutoCloseable {
  /** Most bytes of payload. */
  static final int MOST_PAYLOAD = 1400;

  private static final int LOOPBACK = 0x7f000001;
  private static final int WINDOW = 2048;
  private static final int BURST = 128;
  private static final long LOST_NANOS = 50_000_000L;
  private static final long WAIT_NANOS = 20_000L;
  private static final long WARM_UP_SECONDS = 6;
  private static final long PATIENCE_SECONDS = 60;
  private static final Ipv4Address A = Ipv4Address.parse("10.0.1.4");
  private static final Ipv4Address B = Ipv4Address.parse("10.0.1.5");

  private final TunnelSockets sockets = TunnelSockets.of(Transport.AUTO);
  private final TunnelSocket from;
  private final TunnelSocket to;
  private final Sender sender;
  private final byte[] datagram;
  private volatile long received;
  private long sent;

  Stream(int payload) throws IOException {
    from = sockets.open(anywhere(), new Counter(false));
    to = sockets.open(anywhere(), new Counter(true));
    sender = from.sender();
    datagram = datagram(payload);
  }

  private static InetSocketAddress anywhere() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static byte[] datagram(int payload) {
    int total = Ipv4.HEADER + Udp.HEADER + payload;
    int frame = TunnelLink.OVERHEAD;
    int ip = frame + Ethernet.HEADER;
    byte[] bytes = new byte[ip + total];
    long mac = MacAddress.of(A).bits();
    Vxlan.write(bytes, OuterAddress.LENGTH, 1);
    Ethernet.write(bytes, frame, MacAddress.FABRIC.bits(), mac, Ethernet.TYPE_IPV4);
    Ipv4.write(bytes, ip, total, 64, Ipv4.UDP, A.bits(), B.bits());
    Udp.write(bytes, ip + Ipv4.HEADER, 1000, 2000, Udp.HEADER + payload);
    return bytes;
  }

  int senderPort() {
    return from.address().getPort();
  }

  int receiverPort() {
    return to.address().getPort();
  }

  /** Where the datagrams go. */
  void connect(int port) {
    OuterAddress.write(datagram, 0, LOOPBACK, port);
  }

  /** Sends now and then until the first datagram arrives. */
  void awaitFirst() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (received == 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing arrived in " + PATIENCE_SECONDS + " s");
      }
      send(1);
      LockSupport.parkNanos(LOST_NANOS);
    }
  }

  /** Datagrams that arrive in a second, once the way is warm. */
  double rate(int seconds) {
    pump(WARM_UP_SECONDS);
    long before = received;
    long begun = System.nanoTime();
    pump(seconds);
    return (received - before) * 1e9 / (System.nanoTime() - begun);
  }

  private void pump(long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long progress = received;
    long since = System.nanoTime();
    sent = received;
    for (long now = since; now < end; now = System.nanoTime()) {
      long arrived = received;
      if (arrived != progress) {
        progress = arrived;
        since = now;
      } else if (now - since > LOST_NANOS) {
        // What is missing now is lost.
        sent = arrived;
        since = now;
      }
      if (sent - arrived <= WINDOW - BURST) {
        send(BURST);
      } else {
        LockSupport.parkNanos(WAIT_NANOS);
      }
    }
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      if (sender.send(datagram, 0, datagram.length)) {
        sent++;
      }
    }
    sender.flush();
  }

  @Override
  public void close() {
    sockets.close();
  }

  /** Counts what comes to one of the guests. */
  private final class Counter implements Receiver {
    private final boolean counts;
    private long count;

    Counter(boolean counts) {
      this.counts = counts;
    }

    @Override
    public void receive(byte[] bytes, int length) {
      count += counts ? 1 : 0;
    }

    @Override
    public void rest() {
      if (counts) {
        received = count;
      }
    }
  }
}
