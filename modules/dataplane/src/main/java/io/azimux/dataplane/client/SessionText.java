package io.azimux.dataplane.client;

import io.azimux.packet.FlowKey;
import java.util.Arrays;

/**
 * The lines of a session, as a function of the session and the line number: any of them can be made
 * again when its echo comes back, so none is kept.
 */
final class SessionText {
  private static final int FIRST_PRINTABLE = '!';
  private static final int PRINTABLE = '~' - '!' + 1;
  private static final int BYTES_OF_A_HASH = 8;

  private SessionText() {}

  /** Writes line {@code line} of the session with this seed to the start of {@code target}. */
  static void fill(long seed, int line, byte[] target, int lineBytes) {
    long bits = 0;
    for (int i = 0; i < lineBytes - 1; i++) {
      if (i % BYTES_OF_A_HASH == 0) {
        bits = FlowKey.hash(seed, (long) line << 32 | i, 0);
      }
      target[i] = (byte) (FIRST_PRINTABLE + ((bits & 0xff) * PRINTABLE >>> 8));
      bits >>>= 8;
    }
    target[lineBytes - 1] = '\n';
  }

  /**
   * How many bytes at {@code from} equal the session's text from {@code position} on; {@code
   * length} where all do.
   *
   * @param scratch room for a line
   */
  static int matching(
      long seed, long position, int lineBytes, byte[] bytes, int from, int length, byte[] scratch) {
    int done = 0;
    while (done < length) {
      int line = (int) ((position + done) / lineBytes);
      int offset = (int) ((position + done) % lineBytes);
      int count = Math.min(length - done, lineBytes - offset);
      fill(seed, line, scratch, lineBytes);
      int start = from + done;
      int same = Arrays.mismatch(scratch, offset, offset + count, bytes, start, start + count);
      if (same >= 0) {
        return done + same;
      }
      done += count;
    }
    return done;
  }
}
