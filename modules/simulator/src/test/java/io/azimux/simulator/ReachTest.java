package io.azimux.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.message.BatchStored;
import io.azimux.simulator.TinyWorld.Recorder;
import org.junit.jupiter.api.Test;

class ReachTest {
  private final Recorder client = new Recorder();
  private final Recorder router =
      new Recorder() {
        @Override
        public void start(long nowNanos, Outbox out) {
          out.timer(7, 1000);
        }

        @Override
        public void onTimer(long key, long nowNanos, Outbox out) {
          out.tell("client", new BatchStored(key, true));
        }
      };
  private final Simulator simulator =
      Simulator.of(
          TinyWorld.wiring(),
          (name, random) ->
              switch (name) {
                case "client" -> client;
                case "router" -> router;
                default -> new Recorder();
              },
          SimulatorOptions.of(1));

  @Test
  void acrossACutNeitherPacketsNorMessagesPassInItsDirectionOnly() {
    simulator.runUntil(1);
    simulator.reach().cut("router", "client");
    say();
    assertThat(client.log).containsExactly("start@0");
    assertThat(simulator.finished(Disposition.LINK_LOSS)).isEqualTo(1);
    assertThat(simulator.finished(Disposition.DELIVERED)).isEqualTo(1);
    assertThat(simulator.reach().passes("router", "client")).isFalse();
    assertThat(simulator.reach().passes("client", "router")).isTrue();
  }

  @Test
  void whatIsMendedCarriesAgain() {
    simulator.runUntil(1);
    simulator.reach().cut("router", "client");
    simulator.reach().mend("router", "client");
    say();
    assertThat(client.log).hasSize(3);
    assertThat(simulator.finished(Disposition.LINK_LOSS)).isZero();
  }

  /** One frame each way, and a message to the client. */
  private void say() {
    simulator.inject("client", 0, new byte[60], 0);
    simulator.inject("router", 0, new byte[60], 0);
    simulator.runUntil(TinyWorld.MILLI);
  }

  @Test
  void slownessBelongsToOneMux() {
    Reach.Slowness slow = new Reach.Slowness(5, 0.1);
    simulator.reach().slow("router", slow);
    assertThat(simulator.reach().slowness("router")).isEqualTo(slow);
    assertThat(simulator.reach().slowness("client")).isEqualTo(Reach.Slowness.NONE);
  }

  @Test
  void anElementThatIsNotThereIsToldByName() {
    assertThatThrownBy(() -> simulator.reach().cut("router", "mux-9"))
        .hasMessage("no element 'mux-9'");
  }
}
