package io.azimux.cli.lab;

import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs azimux without root's rights: as the owner of the checkout, and without any capability, so
 * that it is an ordinary program even where root owns the checkout.
 */
public final class Unprivileged {
  private static final String OPTION = "-Dazimux.lab.of=";

  private final Path root;
  private final Path state;
  private final Tools.Owner owner;

  /**
   * Of a checkout.
   *
   * @param root the checkout
   * @param state where the cluster's state lies
   */
  public Unprivileged(Path root, Path state) {
    this.root = root;
    this.state = state;
    this.owner = Tools.ownerOf(root);
  }

  /** For people: what it runs as. */
  public String describe() {
    return String.format(Locale.ROOT, "user %d without capabilities", owner.user());
  }

  /** Makes what root has left in the state directory the owner's. */
  public void handOver() {
    if (owner.user() == 0) {
      return;
    }
    try {
      Files.createDirectories(state);
      Process chown =
          new ProcessBuilder(
                  "chown", "-R", "-h", owner.user() + ":" + owner.group(), state.toString())
              .start();
      if (chown.waitFor() != 0) {
        throw new CannotStart("cannot hand " + state + " to user " + owner.user());
      }
    } catch (IOException e) {
      throw new CannotStart("cannot hand over " + state + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** Runs a command of azimux on this terminal; returns its exit status. */
  public int run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("setpriv"));
    if (owner.user() != 0) {
      command.addAll(List.of("--reuid", Integer.toString(owner.user())));
      command.addAll(List.of("--regid", Integer.toString(owner.group()), "--clear-groups"));
    }
    command.addAll(List.of("--bounding-set", "-all", "--inh-caps", "-all", "--no-new-privs"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"));
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("azimux.") && !name.equals("azimux.classpath")) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.addAll(List.of("-Dazimux.root=" + root, "-Dazimux.state=" + state, OPTION + state));
    command.add("io.azimux.cli.Main");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("azimux.classpath", System.getProperty("java.class.path", "")));
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new CannotStart("cannot run azimux: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** Ends commands that a lab of this state directory has started, and that outlived it. */
  public void endLeftOver() {
    Tools.processesWith(OPTION + state).forEach(ProcessHandle::destroyForcibly);
  }
}
