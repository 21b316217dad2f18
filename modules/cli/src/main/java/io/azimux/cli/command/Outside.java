package io.azimux.cli.command;

import io.azimux.cli.console.BadInput;
import io.azimux.topology.InternetClient;
import io.azimux.topology.Scenario;
import java.util.List;

/** What cannot be done with worlds of which a part stands outside. */
final class Outside {
  private Outside() {}

  /**
   * Requires a world that exists without real kernels, as virtual time needs it.
   *
   * @throws BadInput naming what is attached
   */
  static Scenario none(Scenario scenario) {
    List<String> attached = scenario.world().attached();
    if (!attached.isEmpty()) {
      throw new BadInput(
          "%s has attached guests, which run on real processes only: %s\nStart it with: ./azimux up %s"
              .formatted(scenario.name(), String.join(", ", attached), scenario.name()));
    }
    return scenario;
  }

  /**
   * Requires that a client is emulated.
   *
   * @param what the client is needed for: {@code load}
   * @throws BadInput where it is attached
   */
  static void notClient(Scenario scenario, String client, String what) {
    boolean attached =
        scenario.world().client(client).flatMap(InternetClient::attached).isPresent();
    if (attached) {
      throw new BadInput(
          "%s is attached: its connections are opened by what runs there\n%s"
              .formatted(
                  client,
                  "The %s needs an emulated client: --set %s.client=NAME".formatted(what, what)));
    }
  }
}
