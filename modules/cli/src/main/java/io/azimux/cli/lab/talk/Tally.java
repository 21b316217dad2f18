package io.azimux.cli.lab.talk;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of connections.
 *
 * @param begun that were begun
 * @param opened of which the handshake was through
 * @param reset that the other side, or somebody in its name, reset
 * @param cutOff that ended otherwise
 * @param garbled with a wrong answer
 * @param waiting for an answer, or for the handshake
 * @param asked questions in all
 * @param longestMillis the longest that one waited, in milliseconds
 */
public record Tally(
    int begun,
    int opened,
    int reset,
    int cutOff,
    int garbled,
    int waiting,
    long asked,
    long longestMillis) {
  /** No connection. */
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

  /** Together with others. */
  Tally plus(Tally other) {
    return new Tally(
        begun + other.begun,
        opened + other.opened,
        reset + other.reset,
        cutOff + other.cutOff,
        garbled + other.garbled,
        waiting + other.waiting,
        asked + other.asked,
        Math.max(longestMillis, other.longestMillis));
  }

  /** As it stands in a line of JSON. */
  public static Tally of(JsonNode json) {
    return new Tally(
        json.path("begun").asInt(),
        json.path("opened").asInt(),
        json.path("reset").asInt(),
        json.path("cutOff").asInt(),
        json.path("garbled").asInt(),
        json.path("waiting").asInt(),
        json.path("asked").asLong(),
        json.path("longestMillis").asLong());
  }
}
