package io.azimux.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.cli.console.CannotStart;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemCommandsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final SystemCommands commands = new SystemCommands();

  @AfterEach
  void close() {
    commands.close();
  }

  @Test
  void argumentsReachTheProgramAsTheyAre() {
    String odd = "$(id) ; \"x\" *";
    assertThat(commands.run(List.of("printf", "%s|", odd, "b"), LONG))
        .isEqualTo(new Commands.Outcome(0, odd + "|b|", ""));
  }

  @Test
  void aComplaintIsKeptApartFromTheOutput() {
    Commands.Outcome outcome = commands.run(List.of("ls", "/there/is/nothing"), LONG);
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("/there/is/nothing");
  }

  @Test
  void whatTakesTooLongIsEnded() {
    Commands.Outcome outcome = commands.run(List.of("sleep", "100"), Duration.ofMillis(50));
    assertThat(outcome.status()).isEqualTo(124);
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> commands.run(List.of("no-such-docker"), LONG))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("no-such-docker");
  }
}
