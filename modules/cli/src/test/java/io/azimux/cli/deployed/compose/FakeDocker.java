package io.azimux.cli.deployed.compose;

import io.azimux.cli.process.Commands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The docker command as far as it is used, on containers that are described here. */
final class FakeDocker implements Commands {
  private static final Instant BEGIN = Instant.parse("2026-05-20T10:00:00Z");

  final List<String> orders = new ArrayList<>();
  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private long seconds;

  /** No network lets an address be chosen. */
  boolean refusesAddresses;

  private static final class Box {
    private final String id;
    private final String name;
    private final String labels;
    private final String environment;
    private final Map<String, String> networks = new LinkedHashMap<>();
    private String state = "running";
    private Instant started = BEGIN;
    private Instant finished = Instant.parse("0001-01-01T00:00:00Z");

    Box(String id, String name, String labels, String environment) {
      this.id = id;
      this.name = name;
      this.labels = labels;
      this.environment = environment;
    }

    String json() {
      List<String> on = new ArrayList<>();
      networks.forEach(
          (network, address) ->
              on.add(
                  "\"%s\":{\"IPAddress\":\"%s\",\"Aliases\":[\"%s\",\"%s\"]}"
                      .formatted(network, address, id.substring(0, 12), name)));
      return """
      {"Id":"%s","Name":"/%s","State":{"Status":"%s","StartedAt":"%s","FinishedAt":"%s"},
       "Config":{"Labels":{%s},"Env":[%s]},
       "NetworkSettings":{"Networks":{%s},
         "Ports":{"9464/tcp":[{"HostIp":"127.0.0.1","HostPort":"32801"},
                              {"HostIp":"::1","HostPort":"32801"}],"17355/tcp":null}}}
      """
          .formatted(id, name, state, started, finished, labels, environment, String.join(",", on));
    }
  }

  /** A container of a project that carries a process. */
  FakeDocker node(String id, String project, String name, String... environment) {
    List<String> all = new ArrayList<>(List.of("\"AZIMUX_JVM=" + name + "\""));
    for (String variable : environment) {
      all.add("\"" + variable + "\"");
    }
    return box(id, project, name, String.join(",", all));
  }

  /** Any container of a project. */
  FakeDocker box(String id, String project, String name, String environment) {
    String labels = "\"com.docker.compose.project\":\"" + project + "\"";
    Box box = new Box(id.repeat(64), project + "_" + name, labels, environment);
    box.networks.put(project + "_default", "172.30.97." + (boxes.size() + 2));
    boxes.put(box.id, box);
    return this;
  }

  /** Lets a container be in another state. */
  void state(String id, String state) {
    box(id.repeat(64)).state = state;
  }

  /** What a restart policy does. */
  void restart(String id) {
    start(box(id.repeat(64)));
  }

  private Box box(String id) {
    Box box = boxes.get(id);
    if (box == null) {
      throw new AssertionError("no container " + id);
    }
    return box;
  }

  private void start(Box box) {
    box.state = "running";
    box.started = BEGIN.plusSeconds(++seconds);
  }

  @Override
  public synchronized Outcome run(List<String> command, Duration limit) {
    if (!command.get(0).equals("docker")) {
      throw new AssertionError("not a docker command: " + command);
    }
    List<String> words = command.subList(1, command.size());
    String last = words.get(words.size() - 1);
    return switch (words.get(0)) {
      case "ps" -> ok(listed(last));
      case "inspect" -> ok(inspected(words.subList(3, words.size())));
      case "wait" -> ok("137\n");
      case "exec" -> ok("secret of " + box(words.get(1)).name + "\n");
      default -> order(words, last);
    };
  }

  private String listed(String label) {
    String project = label.contains("project=") ? label.replaceFirst(".*project=", "") : "";
    return String.join(
        "\n",
        boxes.values().stream()
            .filter(box -> project.isEmpty() || box.name.startsWith(project + "_"))
            .map(box -> box.id)
            .toList());
  }

  private String inspected(List<String> ids) {
    return "[" + String.join(",", ids.stream().map(id -> box(id).json()).toList()) + "]";
  }

  private Outcome order(List<String> words, String id) {
    Box box = box(id);
    orders.add(String.join(" ", words).replace(id, id.substring(0, 1)));
    switch (words.get(0)) {
      case "kill", "stop" -> {
        box.state = "exited";
        box.finished = BEGIN.plusSeconds(++seconds);
      }
      case "pause" -> box.state = "paused";
      case "unpause" -> box.state = "running";
      case "start" -> start(box);
      case "network" -> {
        return network(words, box);
      }
      default -> throw new AssertionError("an order that nobody knows: " + words);
    }
    return ok(id);
  }

  private Outcome network(List<String> words, Box box) {
    String network = words.get(words.size() - 2);
    if (words.get(1).equals("disconnect")) {
      box.networks.remove(network);
      return ok("");
    }
    int at = words.indexOf("--ip");
    if (at >= 0 && refusesAddresses) {
      return new Outcome(1, "", "user specified IP address is supported only when ...");
    }
    box.networks.put(network, at < 0 ? "172.30.97.99" : words.get(at + 1));
    return ok("");
  }

  private static Outcome ok(String out) {
    return new Outcome(0, out, "");
  }

  @Override
  public void close() {
    orders.add("closed");
  }
}
