package io.azimux.cli.deployed.compose;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cli.deployed.Unit;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container as {@code docker inspect} describes it.
 *
 * @param state {@code running}, {@code paused}, {@code exited} ...
 * @param startedAt when its life began
 * @param finishedAt when the one before ended; long ago where there was none
 * @param labels labels of the container and of its image
 * @param environment variables of its process
 * @param networks networks that it is on
 * @param published addresses of this machine behind which its endpoint is
 */
record Container(
    String id,
    String name,
    String state,
    Instant startedAt,
    Instant finishedAt,
    Map<String, String> labels,
    Map<String, String> environment,
    List<Attachment> networks,
    List<URI> published) {
  private static final String PROJECT = "com.docker.compose.project";
  private static final String ONE_OFF = "com.docker.compose.oneoff";
  private static final String JVM = "AZIMUX_JVM";
  private static final String HTTP_PORT = "AZIMUX_HTTP_PORT";
  private static final String DEFAULT_HTTP_PORT = "9464";
  private static final int SHORT_ID = 12;

  /**
   * A network that a container is on.
   *
   * @param aliases names by which others on it find the container
   */
  record Attachment(String network, String address, List<String> aliases) {
    Attachment {
      aliases = List.copyOf(aliases);
    }
  }

  Container {
    labels = Map.copyOf(labels);
    environment = Map.copyOf(environment);
    networks = List.copyOf(networks);
    published = List.copyOf(published);
  }

  static Container of(JsonNode inspected) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode variable : inspected.path("Config").path("Env")) {
      String[] parts = variable.asText().split("=", 2);
      environment.put(parts[0], parts.length < 2 ? "" : parts[1]);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    JsonNode labelled = inspected.path("Config").path("Labels");
    labelled.fieldNames().forEachRemaining(key -> labels.put(key, labelled.path(key).asText()));
    JsonNode state = inspected.path("State");
    String id = inspected.path("Id").asText();
    JsonNode settings = inspected.path("NetworkSettings");
    return new Container(
        id,
        inspected.path("Name").asText().replaceFirst("^/", ""),
        state.path("Status").asText(),
        time(state.path("StartedAt")),
        time(state.path("FinishedAt")),
        labels,
        environment,
        networks(settings.path("Networks"), shortId(id)),
        published(settings.path("Ports").path(port(environment) + "/tcp")));
  }

  private static String port(Map<String, String> environment) {
    return environment.getOrDefault(HTTP_PORT, DEFAULT_HTTP_PORT);
  }

  private static Instant time(JsonNode text) {
    return text.asText().isEmpty() ? Instant.EPOCH : Instant.parse(text.asText());
  }

  private static String shortId(String id) {
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  private static List<Attachment> networks(JsonNode networks, String shortId) {
    List<Attachment> attachments = new ArrayList<>();
    networks
        .fieldNames()
        .forEachRemaining(
            network -> {
              List<String> aliases = new ArrayList<>();
              networks.path(network).path("Aliases").forEach(name -> aliases.add(name.asText()));
              aliases.remove(shortId); // Docker gives that one by itself
              String address = networks.path(network).path("IPAddress").asText();
              attachments.add(new Attachment(network, address, aliases));
            });
    return attachments;
  }

  private static List<URI> published(JsonNode bindings) {
    List<URI> urls = new ArrayList<>();
    for (JsonNode binding : bindings) {
      String host = binding.path("HostIp").asText();
      boolean everywhere = host.isEmpty() || host.equals("0.0.0.0");
      if (!host.contains(":")) {
        urls.add(
            URI.create(
                "http://%s:%s"
                    .formatted(
                        everywhere ? "127.0.0.1" : host, binding.path("HostPort").asText())));
      }
    }
    return urls;
  }

  /** The compose project that it is part of. */
  String project() {
    return labels.getOrDefault(PROJECT, "");
  }

  /** True where it was started as part of its project and carries a process of the emulator. */
  boolean isNode() {
    return environment.containsKey(JVM)
        && !labels.getOrDefault(ONE_OFF, "").equalsIgnoreCase("true");
  }

  boolean isRunning() {
    return state.equals("running");
  }

  boolean isPaused() {
    return state.equals("paused");
  }

  /** Its own address first: it is the shorter way where this machine is Docker's. */
  Unit unit() {
    List<URI> urls = new ArrayList<>();
    for (Attachment attachment : networks) {
      if (!attachment.address().isEmpty()) {
        urls.add(URI.create("http://%s:%s".formatted(attachment.address(), port(environment))));
      }
    }
    urls.addAll(published);
    return new Unit(id, shortId(id) + " since " + startedAt, "container " + name, urls);
  }
}
