package io.azimux.dataplane.vfp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Tcp;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthJournalTest {
  private static final long SECOND = 1_000_000_000L;
  private static final HealthProbe SPEC = new HealthProbe("lb/ssh", 22, 5 * SECOND, 1);
  private static final Probe.Wire NOWHERE = (port, sequence, acknowledgment, flags) -> {};

  private final RecordingOutbox out = new RecordingOutbox();
  private final Probe first = probe("nva1/eth0");
  private final Probe second = probe("nva2/eth0");
  private final HealthJournal journal = new HealthJournal("host-a", List.of(first, second));

  private static Probe probe(String nic) {
    Probe probe = new Probe(0, nic, SPEC);
    probe.setWanted(true);
    return probe;
  }

  @Test
  void aHostThatStartsAgainRepeatsWhatItsEarlierLifeSaidOfGuestsItHasNoOpinionOf() {
    journal.start(7 * SECOND);
    journal.onStanding(standing(3, "nva1/eth0", "nva2/eth0"), 7 * SECOND, out);
    result(first, false, 8 * SECOND);
    assertThat(lastWritten())
        .isEqualTo(
            new HostHealth(
                "host-a", List.of(report("nva1/eth0", false), report("nva2/eth0", true))));
  }

  @Test
  void versionsAreAboveThoseOfAnEarlierLifeEvenIfItsClockWasAhead() {
    journal.start(7 * SECOND);
    result(first, true, 8 * SECOND);
    assertThat(last().version()).isEqualTo(7 * SECOND + 1);
    journal.onStanding(standing(90 * SECOND, "nva1/eth0"), 9 * SECOND, out);
    assertThat(last().version()).isEqualTo(90 * SECOND + 1);
  }

  @Test
  void nothingIsWrittenThatDoesNotChangeBeforeAnIntervalHasPassed() {
    journal.start(0);
    result(first, true, SECOND);
    result(first, true, 2 * SECOND);
    assertThat(written()).hasSize(1);
    result(first, true, 6 * SECOND);
    assertThat(written()).hasSize(2);
    result(first, false, 6 * SECOND + 1);
    assertThat(written()).hasSize(3);
  }

  @Test
  void aGuestThatIsNotProbedAnyMoreIsNotSpokenOf() {
    journal.start(0);
    result(first, true, SECOND);
    result(second, true, SECOND);
    first.setWanted(false);
    journal.forget(first);
    result(second, true, 6 * SECOND);
    assertThat(lastWritten())
        .isEqualTo(new HostHealth("host-a", List.of(report("nva2/eth0", true))));
    first.setWanted(true);
    result(second, true, 12 * SECOND);
    assertThat(lastWritten().reports()).as("no opinion yet").hasSize(1);
  }

  private void result(Probe probe, boolean success, long now) {
    probe.begin(100, NOWHERE);
    int flags = success ? Tcp.SYN | Tcp.ACK : Tcp.RST | Tcp.ACK;
    probe.segment(1, 101, flags, 0, NOWHERE);
    journal.onResult(probe, now, out);
  }

  private List<SharedValue> written() {
    return out.told(FlowBatch.STORE, SharedValue.class);
  }

  private SharedValue last() {
    return written().get(written().size() - 1);
  }

  private HostHealth lastWritten() {
    return (HostHealth) last().value();
  }

  private static HealthReport report(String nic, boolean healthy) {
    return new HealthReport(nic, SPEC.name(), healthy);
  }

  private static SharedValue standing(long version, String... healthy) {
    List<HealthReport> reports = List.of(healthy).stream().map(nic -> report(nic, true)).toList();
    return new SharedValue("health/host-a", version, new HostHealth("host-a", reports));
  }
}
