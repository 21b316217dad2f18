package io.azimux.cluster;

import io.azimux.cluster.attach.AttachPoints;
import io.azimux.cluster.host.NodeFactory;
import io.azimux.cluster.http.Setup;
import io.azimux.cluster.placement.JvmPlan;
import io.azimux.cluster.placement.Placement;
import io.azimux.topology.Action;
import io.azimux.topology.Mutation;
import io.azimux.topology.Scenario;
import io.azimux.topology.Wiring;
import io.azimux.topology.file.ScenarioException;
import io.azimux.topology.file.ScenarioFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program of one process of a cluster; {@link NodeArguments} lists its arguments.
 *
 * <p>Exit status: 0 after an orderly end, 2 where the process could not start (the reason stands in
 * the log and in the status file), 3 where its parent is gone, 64 for a wrong command line.
 */
public final class NodeMain {
  private static final int CANNOT_START = 2;
  private static final int PARENT_GONE = 3;
  private static final int USAGE = 64;
  private static final long SEED_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SEED_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private NodeMain() {}

  /** Runs the process until it is told to end. */
  public static void main(String[] arguments) {
    forgetAddresses();
    NodeArguments parsed;
    try {
      parsed = NodeArguments.parse(System.getenv(), arguments);
    } catch (IllegalArgumentException wrong) {
      logger().error("{}", wrong.getMessage());
      System.exit(USAGE);
      return;
    }
    logTo(parsed);
    // The actor system ends the JVM when the cluster gives this process up, or SIGTERM comes.
    System.setProperty("pekko.coordinated-shutdown.exit-jvm", "on");
    if (parsed.exitWithParent()) {
      watchParent();
    }
    try {
      run(parsed.on(new ThisMachine()));
    } catch (IOException | ScenarioException | RuntimeException failure) {
      fail(parsed, failure);
    }
  }

  private static void run(NodeArguments arguments) throws IOException, ScenarioException {
    Scenario file = ScenarioFile.read(arguments.scenario(), arguments.changes());
    Optional<Mutation> mutation = mutation(file, arguments);
    Scenario scenario = changed(file, mutation, arguments);
    List<JvmPlan> plan = Placement.plan(scenario, arguments.placement(scenario.placement()));
    Wiring wiring = Wiring.of(scenario.world());
    NodeSettings settings =
        new NodeSettings(
            arguments.jvm(),
            elements(arguments, plan),
            arguments.artery(),
            arguments.bind(),
            arguments.http(),
            token(arguments),
            plan.size(),
            arguments.joinWithin(),
            arguments.bootstrap(together(plan, scenario)).orElse(null),
            arguments.tls().orElse(null),
            arguments.cuttable() || cuts(scenario),
            mutation.map(Mutation::drain).orElse(true));
    NodeFactory factory =
        new ElementFactory(scenario.world(), wiring, arguments.seed(), arguments.life());
    AttachPoints attached =
        AttachPoints.open(scenario.world(), settings.elements(), arguments.attachTransport());
    NodeJvm jvm = NodeJvm.start(settings, wiring, factory, attached);
    jvm.terminated().thenRun(attached::close);
    jvm.tell(
        new Setup(
            settings.jvm(),
            arguments.seed(),
            settings.cuttable(),
            settings.drain(),
            scenario.world()));
    Path directory = arguments.runDirectory();
    write(directory, jvm, settings, StatusFile.BOUND);
    jvm.up().thenRun(() -> write(directory, jvm, settings, StatusFile.UP));
    if (settings.bootstrap() == null) {
      jvm.join(seeds(arguments));
    } else {
      jvm.bootstrap(settings.bootstrap());
    }
  }

  /** How many processes are started together; those that stand by are not. */
  private static int together(List<JvmPlan> plan, Scenario scenario) {
    return plan.size() - Placement.standby(scenario.world()).size();
  }

  /**
   * A container that is started again has another address: a name must be looked up again soon.
   * Read once, before the first name is.
   */
  private static void forgetAddresses() {
    Security.setProperty("networkaddress.cache.ttl", "1");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  private static String token(NodeArguments arguments) throws IOException {
    String given = Optional.ofNullable(System.getenv(NodeArguments.TOKEN_VARIABLE)).orElse("");
    Optional<Path> file = arguments.tokenFile();
    return given.isBlank() && file.isPresent() ? Token.of(file.get()) : given.strip();
  }

  private static boolean cuts(Scenario scenario) {
    return scenario.faults().stream().anyMatch(fault -> fault.action() instanceof Action.Cut);
  }

  private static Optional<Mutation> mutation(Scenario file, NodeArguments arguments) {
    return arguments
        .mutation()
        .map(
            name ->
                file.mutations().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no mutation '" + name + "'")));
  }

  private static Scenario changed(
      Scenario file, Optional<Mutation> mutation, NodeArguments arguments) {
    Scenario mutated = mutation.map(file::with).orElse(file);
    return arguments.settings().map(mutated::withSettings).orElse(mutated);
  }

  private static List<String> elements(NodeArguments arguments, List<JvmPlan> plan) {
    if (!arguments.elements().isEmpty()) {
      return arguments.elements();
    }
    return plan.stream()
        .filter(jvm -> jvm.name().equals(arguments.jvm()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--jvm '"
                        + arguments.jvm()
                        + "' is none of "
                        + plan.stream().map(JvmPlan::name).toList()))
        .elements();
  }

  /** Addresses to join through; waits until at least one of the named processes has one. */
  private static List<String> seeds(NodeArguments arguments) throws IOException {
    Path directory = arguments.runDirectory();
    if (arguments.seedJvms().isEmpty() || directory == null) {
      return arguments.seeds();
    }
    List<String> seeds = new ArrayList<>(arguments.seeds());
    long deadline = System.nanoTime() + SEED_PATIENCE_NANOS;
    while (seeds.isEmpty()) {
      for (String jvm : arguments.seedJvms()) {
        StatusFile.read(directory, jvm)
            .filter(StatusFile::canBeJoined)
            .ifPresent(status -> seeds.add(status.artery()));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "none of " + arguments.seedJvms() + " told its address in " + directory);
      }
      LockSupport.parkNanos(SEED_LOOK_NANOS);
    }
    return seeds;
  }

  private static void write(
      @Nullable Path directory, NodeJvm jvm, NodeSettings settings, String state) {
    if (directory == null) {
      return;
    }
    StatusFile status =
        new StatusFile(
            settings.jvm(),
            ProcessHandle.current().pid(),
            state,
            jvm.arteryAddress(),
            jvm.httpAddress(),
            settings.elements(),
            "");
    try {
      status.write(directory);
    } catch (IOException failure) {
      logger().error("cannot write the status file", failure);
    }
  }

  private static void fail(NodeArguments arguments, Exception failure) {
    boolean expected =
        failure instanceof IOException
            || failure instanceof ScenarioException
            || failure instanceof IllegalArgumentException;
    String reason = expected ? String.valueOf(failure.getMessage()) : failure.toString();
    logger().error("{} cannot start: {}", arguments.jvm(), reason, expected ? null : failure);
    Path directory = arguments.runDirectory();
    if (directory != null) {
      try {
        long pid = ProcessHandle.current().pid();
        new StatusFile(arguments.jvm(), pid, StatusFile.FAILED, "", "", List.of(), reason)
            .write(directory);
      } catch (IOException unwritable) {
        logger().error("cannot write the status file", unwritable);
      }
    }
    System.exit(CANNOT_START);
  }

  /** The parent holds the other end of standard input; when it dies, however, input ends. */
  private static void watchParent() {
    Thread watch =
        new Thread(
            () -> {
              try (InputStream in = System.in) {
                in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException ended) {
                logger().debug("standard input ended", ended);
              }
              // The whole run is over: nobody is left to say goodbye to.
              Runtime.getRuntime().halt(PARENT_GONE);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** Before the first logger is made, since the logging backend looks only once. */
  private static void logTo(NodeArguments arguments) {
    Path directory = arguments.runDirectory();
    if (directory == null) {
      return;
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException unusable) {
      return; // the log goes to standard error then, and the status file will say why
    }
    log("logFile", directory.resolve(arguments.jvm() + ".log").toString());
  }

  private static void log(String property, String value) {
    String name = "org.slf4j.simpleLogger." + property;
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** Only made when something is to be said: see {@link #logTo}. */
  private static Logger logger() {
    return LoggerFactory.getLogger(NodeMain.class);
  }
}
