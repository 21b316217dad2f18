package io.azimux.dataplane.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.azimux.dataplane.bfd.BfdFrames;
import io.azimux.dataplane.bfd.BfdPacket;
import io.azimux.dataplane.bfd.BfdState;
import io.azimux.dataplane.bgp.BgpMessage.Notification;
import io.azimux.dataplane.testkit.Packets;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.PacketArena;
import io.azimux.packet.Tcp;
import io.azimux.packet.capture.PcapngWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wireshark's dissectors read our messages, wrapped in TCP segments to port 179, and our BFD. */
class WiresharkTest {
  private static final String FINDINGS =
      "_ws.malformed || (_ws.expert.severity >= 0x600000 && !tcp.analysis.flags)";
  private static final Ipv4Address MUX = Ipv4Address.parse("10.255.1.1");
  private static final Ipv4Address ROUTER = Ipv4Address.parse("10.255.0.1");

  private final PacketArena arena = new PacketArena(64);
  private final List<byte[]> frames = new ArrayList<>();
  private int sequence = 1;

  @TempDir Path folder;

  @BeforeEach
  void tsharkIsInstalled() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "skipped: tshark is not installed");
  }

  private void frame(byte[] payload) {
    FiveTuple tuple = Packets.tcpTuple(MUX.toString(), 40_000, ROUTER.toString(), 179);
    int packet = Packets.tcp(arena, tuple, Tcp.ACK | Tcp.PSH, sequence, 1, payload);
    sequence += payload.length;
    frames.add(arena.copy(packet));
  }

  private void frame(BgpMessage message) {
    frame(BgpEncoder.encode(message, true));
  }

  @Test
  void everyMessageIsDecodedWithoutAFinding() throws Exception {
    PathAttributes path = PathAttributes.local(4_200_000_001L, MUX, false);
    PathAttributes summary = PathAttributes.local(4_200_000_000L, MUX, true);
    List<Ipv4Prefix> frontends =
        List.of(Ipv4Prefix.parse("20.240.9.27/32"), Ipv4Prefix.parse("52.1.0.0/17"));
    frame(new BgpMessage.Open(4_200_000_001L, 3, MUX, true, true));
    frame(new BgpMessage.Keepalive());
    frame(new BgpMessage.Update(List.of(), Optional.of(path), frontends));
    frame(new BgpMessage.Update(List.of(), Optional.of(summary), List.of(Ipv4Prefix.ANY)));
    frame(new BgpMessage.Update(frontends, Optional.empty(), List.of()));
    frame(Notification.of(Notification.CEASE, Notification.SHUTDOWN));
    BfdPacket up = new BfdPacket(0, BfdState.UP, true, false, 3, 7, 9, 50_000, 50_000);
    frames.add(arena.copy(BfdFrames.write(arena, up, MUX, ROUTER)));
    Path file = write();
    assertThat(tshark(file, "-Y", FINDINGS)).isEmpty();
    assertThat(tshark(file, "-Y", "bgp", "-T", "fields", "-e", "bgp.type"))
        .containsExactly("1", "4", "2", "2", "2", "3");
    assertThat(tshark(file, "-Y", "bgp.type == 1", "-T", "fields", "-e", "bgp.cap.4as"))
        .containsExactly("4200000001");
    assertThat(tshark(file, "-Y", "bgp.nlri_prefix == 20.240.9.27")).hasSize(1);
    assertThat(tshark(file, "-Y", "bgp.withdrawn_prefix == 52.1.0.0")).hasSize(1);
    assertThat(tshark(file, "-Y", "bfd.sta == 3 && ip.ttl == 255 && udp.dstport == 3784"))
        .hasSize(1);
  }

  @Test
  void aWrongLengthIsNoticedSoThisOracleCanFail() throws Exception {
    byte[] open = BgpEncoder.encode(new BgpMessage.Open(65000, 3, MUX, true, true), true);
    open[open.length - 5] = 3;
    frame(open);
    assertThat(tshark(write(), "-Y", FINDINGS)).hasSize(1);
  }

  private Path write() throws Exception {
    Path file = folder.resolve("routing.pcapng");
    try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
      int port = writer.addInterface("mux-1/to-router-1");
      for (int i = 0; i < frames.size(); i++) {
        writer.packet(port, 1_684_540_800_000_000_000L + i, frames.get(i), 0, frames.get(i).length);
      }
    }
    return file;
  }

  private static List<String> tshark(Path file, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/tshark", "-n", "-r", file.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit code of tshark").isZero();
    return output.lines().toList();
  }
}
