package io.azimux.packet.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.packet.capture.PcapngReader.CapturedPacket;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PcapngTest {
  private static final long NANOS = 1_684_540_800_123_456_789L;

  private static byte[] file() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(bytes)) {
      int eth0 = writer.addInterface("nva1/eth0");
      int odd = writer.addInterface("mux-1/to-router-1");
      writer.packet(eth0, NANOS, new byte[] {9, 1, 2, 3}, 1, 3);
      writer.packet(odd, NANOS + 1, new byte[60], 0, 60);
    }
    return bytes.toByteArray();
  }

  private static List<CapturedPacket> read(byte[] file) throws IOException {
    PcapngReader reader = new PcapngReader(new ByteArrayInputStream(file));
    List<CapturedPacket> packets = new ArrayList<>();
    for (Optional<CapturedPacket> next = reader.next(); next.isPresent(); next = reader.next()) {
      packets.add(next.get());
    }
    return packets;
  }

  @Test
  void whatIsWrittenIsReadWithNamesAndNanoseconds() throws IOException {
    List<CapturedPacket> packets = read(file());
    assertThat(packets).hasSize(2);
    assertThat(packets.get(0).bytes()).containsExactly(1, 2, 3);
    assertThat(packets.get(0).time()).isEqualTo(NANOS);
    assertThat(packets.get(0).source().name()).isEqualTo("nva1/eth0");
    assertThat(packets.get(0).source().unitsPerSecond()).isEqualTo(1_000_000_000L);
    assertThat(packets.get(1).source().name()).isEqualTo("mux-1/to-router-1");
  }

  @Test
  void aLittleEndianFileIsReadToo() throws IOException {
    ByteBuffer file = ByteBuffer.allocate(28 + 20 + 36).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
    file.putInt(1).putInt(20).putInt(1).putInt(0).putInt(20);
    file.putInt(6).putInt(36).putInt(0).putInt(0).putInt(5).putInt(4).putInt(4);
    file.put(new byte[] {7, 7, 7, 7}).putInt(36);
    List<CapturedPacket> packets = read(file.array());
    assertThat(packets).hasSize(1);
    assertThat(packets.get(0).time()).isEqualTo(5);
    assertThat(packets.get(0).source().unitsPerSecond()).isEqualTo(1_000_000L);
  }

  @Test
  void aFileCutOffAnywhereGivesTheWholeBlocksBeforeAndAClearError() throws IOException {
    byte[] file = file();
    for (int length = 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      try {
        assertThat(read(cut)).hasSizeLessThan(2);
      } catch (PcapngReader.MalformedCaptureException e) {
        assertThat(e).hasMessageContaining("byte ");
      }
    }
  }

  @Test
  void aBlockOfAnAbsurdLengthIsRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] file = file();
    ByteBuffer.wrap(file).putInt(28 + 4, 0x7ffffffc);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(PcapngReader.MalformedCaptureException.class)
        .hasMessageContaining("block length 2147483644");
  }

  @Test
  void mutatedFilesEndInPacketsOrInTheDeclaredError() throws IOException {
    long seed = Long.getLong("azimux.seed", 20230520);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] file = file();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = file.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      try {
        read(mutated);
      } catch (PcapngReader.MalformedCaptureException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }
}
