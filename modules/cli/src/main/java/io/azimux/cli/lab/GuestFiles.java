package io.azimux.cli.lab;

import io.azimux.cli.console.CannotStart;
import io.azimux.topology.LoadBalancer;
import io.azimux.topology.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What guests find in {@code /etc}: a user, keys, and the configuration of ssh. It lies in the
 * state directory, and each guest mounts its own over the machine's.
 */
final class GuestFiles {
  /** The user of the text that the scenario follows. */
  static final String USER = "azureuser";

  /** The directory of homes inside of a guest. */
  static final String HOMES = "/run/home";

  /** The key that opens every server of the lab, made for this lab only. */
  private static final String CLIENT_KEY = "client_key";

  private static final String HOST_KEY = "host_key";

  /** Far above those that systems give to people and services. */
  private static final int FIRST_USER = 61_000;

  private final Tools tools;
  private final Path directory;
  private final List<Guest> guests;
  private final List<String> frontends;
  private final int user;

  GuestFiles(Tools tools, Path directory, List<Guest> guests, Scenario scenario) {
    this.tools = tools;
    this.directory = directory;
    this.guests = guests;
    this.frontends =
        scenario.world().loadBalancers().stream()
            .map(LoadBalancer::frontendIPConfigurations)
            .flatMap(List::stream)
            .map(frontend -> frontend.publicIPAddress().toString())
            .toList();
    this.user = freeUser();
  }

  /** Number of the user and of its group. */
  int user() {
    return user;
  }

  /** The directory of a guest. */
  Path of(Guest guest) {
    return directory.resolve(guest.name());
  }

  /** The program of every guest's first process. */
  Path init() {
    return init(directory);
  }

  /** The same for the lab whose files lie in the directory. */
  static Path init(Path directory) {
    return directory.resolve("guest-init");
  }

  /** Writes all of it. */
  void write() {
    try {
      try (InputStream script =
          Objects.requireNonNull(GuestFiles.class.getResourceAsStream("guest-init"))) {
        Files.write(init(), script.readAllBytes());
      }
      for (Guest guest : guests) {
        Files.createDirectories(of(guest).resolve("etc"));
        Files.createDirectories(of(guest).resolve("ssh"));
        Files.createDirectories(of(guest).resolve("home").resolve("root"));
        Files.createDirectories(of(guest).resolve("home").resolve(USER));
        accounts(of(guest).resolve("etc"));
        key(of(guest).resolve("ssh").resolve(HOST_KEY), guest.name());
      }
      key(directory.resolve(CLIENT_KEY), "lab");
      String servers = knownServers();
      for (Guest guest : guests) {
        ssh(guest, of(guest).resolve("ssh"), servers);
      }
    } catch (IOException e) {
      throw new CannotStart("cannot write to %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private void key(Path file, String comment) {
    tools.run(
        List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file + ""));
  }

  /** The machine's own users, so that what runs as one of them still can, and one more. */
  private void accounts(Path etc) throws IOException {
    String shell = Files.isExecutable(Path.of("/bin/bash")) ? "/bin/bash" : "/bin/sh";
    List<String> users = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
      users.add(line.startsWith("root:") ? "root:x:0:0:root:" + HOMES + "/root:" + shell : line);
    }
    users.add("%s:x:%d:%d::%s/%s:%s".formatted(USER, user, user, HOMES, USER, shell));
    List<String> groups = new ArrayList<>(Files.readAllLines(Path.of("/etc/group")));
    groups.add("%s:x:%d:".formatted(USER, user));
    Files.write(etc.resolve("passwd"), users);
    Files.write(etc.resolve("group"), groups);
    // No passwords at all, not even the machine's own: "*" is one that nothing matches.
    List<String> passwords =
        users.stream().map(line -> line.split(":")[0] + ":*:19000:0:99999:7:::").toList();
    Files.write(etc.resolve("shadow"), passwords);
    secret(etc.resolve("shadow"));
    Files.writeString(etc.resolve("resolv.conf"), "# no names beyond this cloud\n");
  }

  private static int freeUser() {
    try {
      String numbers =
          Files.readString(Path.of("/etc/passwd")) + Files.readString(Path.of("/etc/group"));
      int free = FIRST_USER;
      while (numbers.contains(":" + free + ":")) {
        free++;
      }
      return free;
    } catch (IOException e) {
      throw new CannotStart("cannot read the machine's users: " + e.getMessage(), e);
    }
  }

  /** Which key belongs to which address; behind a frontend may be any of them. */
  private String knownServers() throws IOException {
    Map<String, String> keys = new TreeMap<>();
    for (Guest guest : guests) {
      String[] words =
          Files.readString(of(guest).resolve("ssh").resolve(HOST_KEY + ".pub")).split(" ");
      keys.put(guest.name(), words[0] + " " + words[1]);
    }
    StringBuilder text = new StringBuilder();
    for (Guest guest : guests) {
      String own =
          guest.nics().stream()
              .map(nic -> nic.address().toString())
              .collect(Collectors.joining(","));
      text.append(own).append(' ').append(keys.get(guest.name())).append('\n');
    }
    for (String frontend : frontends) {
      keys.values().forEach(key -> text.append(frontend).append(' ').append(key).append('\n'));
    }
    return text.toString();
  }

  private void ssh(Guest guest, Path ssh, String servers) throws IOException {
    Files.writeString(ssh.resolve("ssh_known_hosts"), servers);
    Files.writeString(ssh.resolve("ssh_config"), client());
    Files.copy(directory.resolve(CLIENT_KEY + ".pub"), ssh.resolve("authorized_keys"));
    if (guest.onInternet()) {
      Files.copy(directory.resolve(CLIENT_KEY), ssh.resolve(CLIENT_KEY));
      secret(ssh.resolve(CLIENT_KEY));
    }
    Path config = ssh.resolve("sshd_config");
    Files.writeString(config, server(guest));
    String penalties = "PerSourcePenalties=no";
    // Newer servers shut out who connects and says nothing, which is just what a probe does.
    if (!guest.listens().isEmpty()
        && tools.attempt(sshd(), "-G", "-f", config.toString(), "-o", penalties).status() == 0) {
      Files.writeString(config, server(guest) + penalties.replace('=', ' ') + "\n");
    }
  }

  private static String sshd() {
    return Tools.find("sshd");
  }

  private static String client() {
    return """
    Host *
      User %s
      IdentityFile /etc/ssh/%s
      IdentitiesOnly yes
      StrictHostKeyChecking yes
      UserKnownHostsFile none
      PasswordAuthentication no
      KbdInteractiveAuthentication no
    """
        .formatted(USER, CLIENT_KEY);
  }

  private static String server(Guest guest) {
    String addresses =
        guest.listens().stream()
            .flatMap(port -> guest.nics().stream().map(nic -> nic.address() + ":" + port))
            .map(address -> "ListenAddress " + address + "\n")
            .collect(Collectors.joining());
    return addresses
        + """
        HostKey /etc/ssh/%s
        AuthorizedKeysFile /etc/ssh/authorized_keys
        AllowUsers %s
        PermitRootLogin no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        UseDNS no
        PrintMotd no
        PrintLastLog no
        PidFile none
        Subsystem sftp internal-sftp
        """
            .formatted(HOST_KEY, USER);
  }

  private static void secret(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
