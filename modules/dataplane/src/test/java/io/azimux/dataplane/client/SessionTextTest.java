package io.azimux.dataplane.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.RandomSource;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTextTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 9, 40, 1400})
  void aLineIsPrintableAndEndsInANewline(int lineBytes) {
    String line = line(5, 3, lineBytes);
    assertThat(line).hasSize(lineBytes).matches("[!-~]*\\n");
    assertThat(line(5, 3, lineBytes)).isEqualTo(line);
  }

  @Test
  void linesOfASessionAndOfTwoSessionsDiffer() {
    assertThat(line(5, 3, 40)).isNotEqualTo(line(5, 4, 40)).isNotEqualTo(line(6, 3, 40));
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53})
  void theFirstChangedByteIsFoundWhereverItIs(long seed) {
    RandomSource random = new RandomSource(seed);
    for (int i = 0; i < 500; i++) {
      int lineBytes = 1 + random.nextInt(30);
      String text = "";
      for (int k = 0; k < 5; k++) {
        text += line(seed, k, lineBytes);
      }
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      int from = random.nextInt(bytes.length);
      int length = bytes.length - from;
      assertThat(matching(seed, from, lineBytes, bytes, length)).isEqualTo(length);
      int changed = from + random.nextInt(length);
      bytes[changed] ^= 0x40;
      assertThat(matching(seed, from, lineBytes, bytes, length))
          .as("seed %d step %d", seed, i)
          .isEqualTo(changed - from);
    }
  }

  private static int matching(long seed, int from, int lineBytes, byte[] bytes, int length) {
    return SessionText.matching(seed, from, lineBytes, bytes, from, length, new byte[1400]);
  }

  private static String line(long seed, int line, int lineBytes) {
    byte[] target = new byte[lineBytes];
    SessionText.fill(seed, line, target, lineBytes);
    return new String(target, StandardCharsets.US_ASCII);
  }
}
