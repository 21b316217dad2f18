package io.azimux.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.packet.capture.PcapngReader;
import io.azimux.packet.capture.PcapngWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptureFileTest {
  @Test
  void aSourceThatDiesInTheMiddleOfAPacketLeavesAReadableFile() throws IOException {
    byte[] whole = stream(3);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    CaptureFile capture = new CaptureFile(file);
    byte[] cut = Arrays.copyOf(whole, whole.length - 10);
    assertThat(capture.copy(new ByteArrayInputStream(cut), "", Long.MAX_VALUE))
        .isEqualTo(CaptureFile.End.SOURCE);
    // Nobody closes it: the bytes so far must do.
    assertThat(read(file.toByteArray())).hasSize(2);
  }

  @Test
  void namesTimesAndBytesOfPacketsSurvive() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    new CaptureFile(file).copy(new ByteArrayInputStream(stream(2)), "", Long.MAX_VALUE);
    List<PcapngReader.CapturedPacket> packets = read(file.toByteArray());
    assertThat(packets.get(1).source().name()).isEqualTo("mux-1/to-router-2");
    assertThat(packets.get(1).time()).isEqualTo(1_000_000_001L);
    assertThat(packets.get(1).bytes()).startsWith(1, 1, 1);
  }

  @Test
  void onlyAsManyPacketsAsWantedAreCopied() throws IOException {
    CaptureFile capture = new CaptureFile(new ByteArrayOutputStream());
    assertThat(capture.copy(new ByteArrayInputStream(stream(9)), "", 4))
        .isEqualTo(CaptureFile.End.COUNT);
    assertThat(capture.packets()).isEqualTo(4);
  }

  @Test
  void onlyTheWantedInterfaceIsCopied() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    new CaptureFile(file)
        .copy(new ByteArrayInputStream(stream(5)), "mux-1/to-router-2", Long.MAX_VALUE);
    assertThat(read(file.toByteArray())).hasSize(2);
  }

  @Test
  void aCaptureWithoutPacketsIsAFile() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(new CaptureFile(file).packets()).isZero();
    assertThat(read(file.toByteArray())).isEmpty();
  }

  /** Packets that alternate between two interfaces. */
  private static byte[] stream(int packets) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PcapngWriter writer = new PcapngWriter(bytes);
    writer.addInterface("mux-1/to-router-1");
    writer.addInterface("mux-1/to-router-2");
    for (int i = 0; i < packets; i++) {
      byte[] frame = new byte[60];
      Arrays.fill(frame, (byte) i);
      writer.packet(i % 2, 1_000_000_000L + i, frame, 0, frame.length);
    }
    writer.flush();
    return bytes.toByteArray();
  }

  private static List<PcapngReader.CapturedPacket> read(byte[] file) throws IOException {
    PcapngReader reader = new PcapngReader(new ByteArrayInputStream(file));
    List<PcapngReader.CapturedPacket> packets = new ArrayList<>();
    Optional<PcapngReader.CapturedPacket> packet = reader.next();
    while (packet.isPresent()) {
      packets.add(packet.get());
      packet = reader.next();
    }
    return packets;
  }
}
