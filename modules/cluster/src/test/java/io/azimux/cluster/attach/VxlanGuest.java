package io.azimux.cluster.attach;

import io.azimux.packet.Vxlan;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A guest outside, as a program: it speaks VXLAN through a socket of its own. */
public final class VxlanGuest implements AutoCloseable {
  private static final int LONGEST = 2048;

  /** Frames kept; whoever does not look for them loses the oldest. */
  private static final int KEPT = 1000;

  private final DatagramSocket socket;
  private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
  private final Thread reader = new Thread(this::read, "guest");
  private volatile @Nullable InetSocketAddress host;
  private volatile Function<byte[], byte @Nullable []> answer = frame -> null;

  /** A guest that has a port and knows nobody. */
  public VxlanGuest() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    reader.setDaemon(true);
    reader.start();
  }

  /** A UDP port that was free a moment ago. */
  public static int freePort() throws IOException {
    try (DatagramSocket any =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      return any.getLocalPort();
    }
  }

  /** Its own port, for {@code peer:}. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Where it sends to from now on, and what it answers to a frame; null for nothing. */
  public void attach(int hostPort, Function<byte[], byte @Nullable []> how) {
    answer = how;
    host = new InetSocketAddress(InetAddress.getLoopbackAddress(), hostPort);
  }

  /** Sends a frame. */
  public void send(int vni, byte[] frame) throws IOException {
    byte[] datagram = new byte[Vxlan.HEADER + frame.length];
    Vxlan.write(datagram, 0, vni);
    System.arraycopy(frame, 0, datagram, Vxlan.HEADER, frame.length);
    sendRaw(datagram);
  }

  /** Sends whatever it is. */
  public void sendRaw(byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, host));
  }

  /** The next frame of a kind; null if none came in this time. */
  public byte @Nullable [] poll(Predicate<byte[]> wanted, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      byte[] frame = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (frame == null || wanted.test(frame)) {
        return frame;
      }
    }
  }

  private void read() {
    DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
    while (!socket.isClosed()) {
      try {
        packet.setLength(LONGEST);
        socket.receive(packet);
        byte[] frame = Arrays.copyOfRange(packet.getData(), Vxlan.HEADER, packet.getLength());
        if (frames.size() >= KEPT) {
          frames.poll();
        }
        frames.add(frame);
        byte[] reply = answer.apply(frame);
        if (reply != null) {
          send(Vxlan.vni(packet.getData(), 0), reply);
        }
      } catch (SocketException closed) {
        return;
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
