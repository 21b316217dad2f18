package io.azimux.gateway;

/** What one link counts. */
final class LinkCounters {
  /** Packets too long for the link that were answered. */
  static final int ANSWERED = 0;

  /** Those that were cut. */
  static final int FRAGMENTED = 1;

  /** Those that just ended. */
  static final int DROPPED = 2;

  /** Labels of these, in their order. */
  static final String[] TREATMENTS = {"answered", "fragmented", "dropped"};

  private final long[] tooLong = new long[TREATMENTS.length];
  private long framesIn;
  private long framesOut;
  private long bytesIn;
  private long bytesOut;

  void in(int bytes) {
    framesIn++;
    bytesIn += bytes;
  }

  void out(int bytes) {
    framesOut++;
    bytesOut += bytes;
  }

  void tooLong(int treatment) {
    tooLong[treatment]++;
  }

  long framesIn() {
    return framesIn;
  }

  long framesOut() {
    return framesOut;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  long tooLongTreated(int treatment) {
    return tooLong[treatment];
  }
}
