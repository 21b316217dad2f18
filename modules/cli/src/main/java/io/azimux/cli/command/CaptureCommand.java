package io.azimux.cli.command;

import io.azimux.cli.cluster.CaptureFile;
import io.azimux.cli.cluster.LocalCluster;
import io.azimux.cli.console.BadInput;
import io.azimux.cli.console.CannotStart;
import io.azimux.cli.console.Console;
import io.azimux.cli.console.ExitCode;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the packets of an element to a file. */
@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    description = {
      "Writes every frame that enters or leaves an element to a pcapng file, until",
      "interrupted. Wireshark and tshark decode the VXLAN tunnels (UDP 4789).",
      "The file stays readable when the element dies."
    },
    footer = {
      "",
      "Examples:",
      "  ./azimux capture mux-2 -w mux-2.pcapng",
      "  ./azimux capture nva1 -w nva1.pcapng --port eth1 --count 100",
      "  ./azimux capture host-a -w - --duration 5 | tshark -r -"
    })
final class CaptureCommand implements Callable<Integer> {
  private final Console console;
  private final Home home;

  @Parameters(paramLabel = "ELEMENT", description = "Name of the element; ./azimux ps shows all.")
  String element = "";

  @Option(
      names = "-w",
      required = true,
      paramLabel = "FILE",
      description = "File to write; - for standard output.")
  String file = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Only this port, eth0 or to-mux-1. Default: all.")
  String port = "";

  @Option(names = "--count", paramLabel = "N", description = "Stop after so many packets.")
  long count = Long.MAX_VALUE;

  @Option(names = "--duration", paramLabel = "S", description = "Stop after so many seconds.")
  long seconds;

  CaptureCommand(Console console, Home home) {
    this.console = console;
    this.home = home;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 1 || seconds < 0) {
      throw new BadInput("--count and --duration must be 1 or more");
    }
    if (file.equals("-")) {
      console.json(); // what people read goes to standard error
    }
    LocalCluster cluster = LocalCluster.running(home.state());
    Elements.carrier(cluster, element);
    String only = only(cluster);
    try (InputStream in = open(cluster);
        OutputStream out = output();
        CaptureFile capture = new CaptureFile(out)) {
      console.stage("capture", element + ": running" + (seconds > 0 ? "" : ", stop with Ctrl-C"));
      AtomicBoolean timeIsUp = new AtomicBoolean();
      closeLater(in, timeIsUp);
      CaptureFile.End end = capture.copy(in, only, count);
      console.stage(
          "capture",
          "%d packets written to %s: %s"
              .formatted(
                  capture.packets(),
                  file.equals("-") ? "standard output" : file,
                  (timeIsUp.get() ? CaptureFile.End.CLOSED : end).words()));
    }
    return ExitCode.PASS.status();
  }

  private InputStream open(LocalCluster cluster) throws InterruptedException {
    try {
      return cluster.clientOf(element).capture(element);
    } catch (IOException e) {
      throw new CannotStart(element + " cannot be captured: " + e.getMessage(), e);
    }
  }

  private OutputStream output() {
    try {
      return file.equals("-") ? console.out() : Files.newOutputStream(Path.of(file));
    } catch (IOException e) {
      throw new BadInput("cannot write " + file + ": " + e.getMessage());
    }
  }

  private String only(LocalCluster cluster) {
    if (port.isEmpty()) {
      return "";
    }
    List<String> ports =
        Wiring.of(new Scenarios(home).choose(cluster.state().scenario()).scenario().world())
            .element(element)
            .ports()
            .stream()
            .map(Wiring.Port::name)
            .toList();
    if (!ports.contains(port)) {
      throw new BadInput(
          "%s has no port '%s'\nValid: %s".formatted(element, port, String.join(", ", ports)));
    }
    return element + "/" + port;
  }

  /** Reading blocks where no packet comes, so the end of time must close what is read. */
  private void closeLater(InputStream in, AtomicBoolean timeIsUp) {
    if (seconds == 0) {
      return;
    }
    Thread clock =
        new Thread(
            () -> {
              try {
                boolean never =
                    new CountDownLatch(1)
                        .await(Duration.ofSeconds(seconds).toMillis(), TimeUnit.MILLISECONDS);
                timeIsUp.set(!never);
                in.close();
              } catch (InterruptedException | IOException e) {
                timeIsUp.set(true);
              }
            },
            "capture-clock");
    clock.setDaemon(true);
    clock.start();
  }
}
