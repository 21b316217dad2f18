package io.azimux.cli.lab.check;

import io.azimux.cli.console.Console;
import io.azimux.cli.lab.KernelChain;
import io.azimux.cli.lab.Lab;
import io.azimux.cli.process.StateDirectory;
import io.azimux.topology.Scenario;
import java.util.List;
import java.util.function.ToIntFunction;

/** The checks of a lab that stands, with its cluster. */
public final class Checks {
  /** Seconds that a round of two kills and two restarts takes. */
  private static final int ROUND_SECONDS = 26;

  /** Seconds that finding a MUX for both flows may take. */
  private static final int SETTLE_SECONDS = 15;

  private final Console console;
  private final Programs programs;
  private final Kills kills;
  private final Carriers carriers;
  private final Scenario scenario;
  private final Lab lab;

  /**
   * Of a lab.
   *
   * @param restart starts elements again, with the rights that the cluster has; 0 where it did
   */
  public Checks(
      Console console,
      Lab lab,
      Scenario scenario,
      StateDirectory state,
      ToIntFunction<List<String>> restart) {
    this.console = console;
    this.scenario = scenario;
    this.lab = lab;
    this.programs = new Programs(lab, scenario);
    this.kills = new Kills(state, scenario, console, restart::applyAsInt);
    this.carriers = new Carriers(kills, scenario.world());
  }

  /**
   * An ssh session and an scp under kills.
   *
   * @param rounds of two kills each
   * @param megabytes that are copied meanwhile, as slowly as the rounds need, and again if they are
   *     slower
   */
  public Findings ssh(int rounds, int megabytes) {
    programs.writeFile(megabytes);
    int bytesPerSecond = megabytes * 1_000_000 / (SETTLE_SECONDS + rounds * ROUND_SECONDS);
    SshCheck.Stage stage =
        new SshCheck.Stage() {
          @Override
          public ProcessBuilder session() {
            return programs.session();
          }

          @Override
          public Copy copy() {
            return programs.copy(bytesPerSecond);
          }
        };
    return new SshCheck(
            console, stage, kills, carriers, scenario.world().settings().bgp().detection())
        .run(rounds);
  }

  /**
   * TCP connections under kills.
   *
   * @param connections at one time
   * @param times kills, each followed by a restart
   */
  public Findings connections(int connections, int times) {
    return new ConnectionsCheck(console, programs, kills, carriers).run(connections, times);
  }

  /** Throughput, beside that of a chain of the kernel's own, which is built for it. */
  public Findings throughput() {
    return lab.besideKernelChain(
        kernel ->
            new ThroughputCheck(console)
                .run(
                    programs::on,
                    (side, command) ->
                        kernel.apply(
                            side == ThroughputCheck.Side.CLIENT
                                ? KernelChain.CLIENT
                                : KernelChain.SERVER,
                            command)));
  }
}
