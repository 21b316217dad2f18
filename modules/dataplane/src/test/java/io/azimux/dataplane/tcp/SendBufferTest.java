package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendBufferTest {
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void whatIsReadIsWhatWasWrittenWhereverTheRingTurns(long seed) {
    RandomSource random = new RandomSource(seed);
    SendBuffer buffer = new SendBuffer();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    int dropped = 0;
    for (int i = 0; i < 300; i++) {
      byte[] text = new byte[random.nextInt(20_000)];
      for (int k = 0; k < text.length; k++) {
        text[k] = (byte) random.nextLong();
      }
      int taken = buffer.write(text, 0, text.length);
      assertThat(taken)
          .as("seed %d step %d", seed, i)
          .isEqualTo(Math.min(text.length, TcpLimits.SEND_BUFFER - (written.size() - dropped)));
      written.write(text, 0, taken);
      byte[] all = new byte[buffer.size()];
      buffer.read(0, all, 0, all.length);
      byte[] expected = Arrays.copyOfRange(written.toByteArray(), dropped, written.size());
      assertThat(Arrays.equals(all, expected)).as("seed %d step %d", seed, i).isTrue();
      int count = random.nextInt(buffer.size() + 1);
      buffer.drop(count);
      dropped += count;
    }
  }
}
