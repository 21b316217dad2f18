package io.azimux.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.azimux.packet.SampleFrames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wireshark's dissectors read what we write: an outside opinion on every header and checksum. */
class TsharkOracleTest {
  /** Malformed fields, wrong checksums and warnings, but not remarks on the order of segments. */
  private static final String FINDINGS =
      "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"
          + " || udp.checksum.status == 0"
          + " || (_ws.expert.severity >= 0x600000 && !tcp.analysis.flags)";

  @TempDir Path folder;

  @BeforeEach
  void tsharkIsInstalled() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "skipped: tshark is not installed");
  }

  @Test
  void wiresharkDecodesEveryHeaderWithoutAWarning() throws Exception {
    Path file = folder.resolve("samples.pcapng");
    int frames = 0;
    try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
      int port = writer.addInterface("mux-1/to-router-1");
      for (byte[] frame : SampleFrames.all()) {
        writer.packet(port, 1_684_540_800_000_000_000L + frames++, frame, 0, frame.length);
      }
    }
    assertThat(tshark(file, "-Y", FINDINGS)).isEmpty();
    assertThat(tshark(file, "-T", "fields", "-e", "frame.protocols"))
        .hasSize(frames)
        .contains("eth:ethertype:arp", "eth:ethertype:ip:tcp")
        .anyMatch(line -> line.startsWith("eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp"))
        .anyMatch(line -> line.startsWith("eth:ethertype:ip:gre:eth:ethertype:ip:tcp"));
    assertThat(tshark(file, "-Y", "vxlan.vni == 10000")).hasSize(2);
    assertThat(tshark(file, "-T", "fields", "-e", "frame.interface_name"))
        .containsOnly("mux-1/to-router-1");
  }

  @Test
  void aWrongChecksumIsNoticedSoThisOracleCanFail() throws Exception {
    Path file = folder.resolve("wrong.pcapng");
    byte[] frame = SampleFrames.all().get(0).clone();
    frame[30] ^= 1;
    try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
      writer.packet(writer.addInterface("x"), 1, frame, 0, frame.length);
    }
    assertThat(tshark(file, "-Y", FINDINGS)).hasSize(1);
  }

  private static List<String> tshark(Path file, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/tshark", "-n", "-r", file.toString()));
    for (String layer : List.of("ip", "tcp", "udp")) {
      command.addAll(List.of("-o", layer + ".check_checksum:TRUE"));
    }
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit code of tshark").isZero();
    return output.lines().toList();
  }
}
