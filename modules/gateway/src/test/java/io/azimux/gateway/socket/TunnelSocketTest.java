package io.azimux.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.gateway.OuterAddress;
import io.azimux.gateway.TunnelLink;
import io.azimux.packet.Bytes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same with both transports. */
class TunnelSocketTest {
  private static final InetSocketAddress ANYWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final Receiver receiver =
      new Receiver() {
        @Override
        public void receive(byte[] bytes, int length) {
          received.add(Arrays.copyOf(bytes, length));
        }

        @Override
        public void rest() {}
      };

  private final DatagramSocket guest;

  TunnelSocketTest() throws IOException {
    guest = new DatagramSocket(ANYWHERE);
  }

  @BeforeEach
  void bePatient() throws IOException {
    guest.setSoTimeout(10_000);
    guest.setReceiveBufferSize(1 << 20);
  }

  @AfterEach
  void close() {
    guest.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "NIO"})
  void datagramsComeWithTheirSendersAddress(Transport transport) throws Exception {
    try (TunnelSockets sockets = TunnelSockets.of(transport)) {
      assertThat(sockets.transport()).isEqualTo(transport);
      TunnelSocket socket = sockets.open(ANYWHERE, receiver);
      for (int i = 0; i < 100; i++) {
        guest.send(new DatagramPacket(new byte[] {(byte) i, 7, 7}, 3, socket.address()));
      }
      for (int i = 0; i < 100; i++) {
        byte[] bytes = take();
        assertThat(OuterAddress.address(bytes, 0)).isEqualTo(0x7f000001);
        assertThat(OuterAddress.port(bytes, 0)).isEqualTo(guest.getLocalPort());
        assertThat(bytes).hasSize(OuterAddress.LENGTH + 3);
        assertThat(bytes[OuterAddress.LENGTH]).isEqualTo((byte) i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "NIO"})
  void aDatagramThatIsFarTooLongIsCut(Transport transport) throws Exception {
    try (TunnelSockets sockets = TunnelSockets.of(transport)) {
      TunnelSocket socket = sockets.open(ANYWHERE, receiver);
      guest.send(new DatagramPacket(new byte[60_000], 60_000, socket.address()));
      assertThat(take()).hasSize(TunnelLink.LONGEST);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "NIO"})
  void whatIsSentArrivesInOrderWhateverItsLength(Transport transport) throws Exception {
    try (TunnelSockets sockets = TunnelSockets.of(transport)) {
      TunnelSocket socket = sockets.open(ANYWHERE, receiver);
      Sender sender = socket.sender();
      // Runs of equal lengths, which may go as one, and others between.
      int[] lengths = new int[300];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = i % 50 < 40 ? 100 : 10 + i % 50 * 35;
        assertThat(sender.send(datagram(i, lengths[i]), 0, OuterAddress.LENGTH + lengths[i]))
            .isTrue();
      }
      sender.flush();
      for (int i = 0; i < lengths.length; i++) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        guest.receive(packet);
        assertThat(packet.getPort()).isEqualTo(socket.address().getPort());
        assertThat(Bytes.i32(packet.getData(), 0)).isEqualTo(i);
        assertThat(packet.getLength()).isEqualTo(lengths[i]);
      }
      assertThat(socket.failures()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "NIO"})
  void anAddressInUseIsNamed(Transport transport) throws Exception {
    InetSocketAddress taken = (InetSocketAddress) guest.getLocalSocketAddress();
    try (TunnelSockets sockets = TunnelSockets.of(transport)) {
      assertThatThrownBy(() -> sockets.open(taken, receiver))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getPort())
          .hasMessageContaining("in use");
    }
  }

  private byte[] datagram(int number, int length) {
    byte[] bytes = new byte[OuterAddress.LENGTH + length];
    OuterAddress.write(bytes, 0, 0x7f000001, guest.getLocalPort());
    Bytes.put32(bytes, OuterAddress.LENGTH, number);
    return bytes;
  }

  private byte[] take() throws InterruptedException {
    byte[] bytes = received.poll(10, TimeUnit.SECONDS);
    assertThat(bytes).isNotNull();
    return bytes;
  }
}
