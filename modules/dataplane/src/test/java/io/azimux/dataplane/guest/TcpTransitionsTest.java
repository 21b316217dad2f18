package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.packet.Ipv4;
import io.azimux.packet.Tcp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpTransitionsTest {

  /** A segment is a direction (o, r) and flags as tcpdump prints them. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          oS                           | SYN_SENT
          oS oS                        | SYN_SENT
          oS rS.                       | SYN_RECV
          oS rS. oS                    | SYN_RECV
          oS rS. o.                    | ESTABLISHED assured
          oS rS. o. rP. oP.            | ESTABLISHED assured
          oS rS. o. oS                 | ESTABLISHED assured
          oS rS. o. oF.                | FIN_WAIT assured
          oS rS. o. oF. r.             | CLOSE_WAIT assured
          oS rS. o. oF. r. rF.         | LAST_ACK assured
          oS rS. o. oF. rF. o.         | TIME_WAIT assured
          oS rS. o. oF. r. rF. o.      | TIME_WAIT assured
          oS rS. o. oF. rF. o. oS      | REOPENED
          oS rS. o. rR                 | CLOSE assured
          oS rR.                       | CLOSE
          oS rS. o. oR oS              | REOPENED
          oS rS                        | SYN_SENT2
          oS rS oS. rS.                | SYN_RECV
          oS rF.                       | INVALID
          oS rS. o. oS.                | INVALID
          o.                           | ESTABLISHED
          o. r.                        | ESTABLISHED
          o. r. o.                     | ESTABLISHED assured
          """)
  void aConnectionGoesThroughLinuxsStates(String segments, String expected) {
    long word = 0;
    boolean first = true;
    for (String segment : segments.split(" ", -1)) {
      int direction = segment.charAt(0) == 'o' ? 0 : 1;
      int flags = flags(segment.substring(1));
      word =
          first
              ? StateWord.first(Ipv4.TCP, flags)
              : StateWord.after(word, direction, Ipv4.TCP, flags, 0);
      first = false;
    }
    assertThat(name(word)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} lives {1} s")
  @CsvSource({
    "SYN_SENT, 120",
    "SYN_RECV, 60",
    "FIN_WAIT, 120",
    "CLOSE_WAIT, 60",
    "LAST_ACK, 30",
    "TIME_WAIT, 120",
    "CLOSE, 10",
    "SYN_SENT2, 120",
    "UDP, 30",
    "UDP_STREAM, 120",
    "ICMP, 30",
    "GENERIC, 600"
  })
  void timeoutsAreLinuxsDefaults(TrackState state, long seconds) {
    assertThat(StateWord.timeoutNanos(state.ordinal())).isEqualTo(seconds * GuestLab.SECOND);
  }

  @ParameterizedTest(name = "replied {0}: {1} s")
  @CsvSource({"true, 432000", "false, 300"})
  void anEstablishedConnectionLivesFiveDaysOnceItWasAnswered(boolean replied, long seconds) {
    long word = TrackState.ESTABLISHED.ordinal() | (replied ? StateWord.SEEN_REPLY : 0);
    assertThat(StateWord.timeoutNanos(word)).isEqualTo(seconds * GuestLab.SECOND);
  }

  private static String name(long word) {
    if (word == StateWord.INVALID) {
      return "INVALID";
    }
    if (word == StateWord.REOPENED) {
      return "REOPENED";
    }
    String assured = (word & StateWord.ASSURED) != 0 ? " assured" : "";
    return TrackState.of(StateWord.state(word)) + assured;
  }

  private static int flags(String text) {
    int flags = 0;
    for (char letter : text.toCharArray()) {
      flags |=
          switch (letter) {
            case 'S' -> Tcp.SYN;
            case 'F' -> Tcp.FIN;
            case 'R' -> Tcp.RST;
            case 'P' -> Tcp.PSH;
            default -> Tcp.ACK;
          };
    }
    return flags;
  }
}
