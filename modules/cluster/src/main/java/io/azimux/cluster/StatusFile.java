package io.azimux.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.cluster.json.JsonReader;
import io.azimux.cluster.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What a process leaves in the run directory for whoever started it.
 *
 * @param state {@code bound} once the addresses are known, {@code up} as a member of the cluster,
 *     {@code failed} if it ended before
 * @param artery {@code host:port} for other processes, empty before it is bound
 * @param http base address of its endpoint
 * @param error why it failed, empty if it did not
 */
public record StatusFile(
    String jvm,
    long pid,
    String state,
    String artery,
    String http,
    List<String> elements,
    String error) {
  /** Addresses are known. */
  public static final String BOUND = "bound";

  /** Full member of the cluster. */
  public static final String UP = "up";

  /** Ended before it was up. */
  public static final String FAILED = "failed";

  /** Copies the list. */
  public StatusFile {
    elements = List.copyOf(elements);
  }

  /** Where the process of this name writes. */
  public static Path of(Path runDirectory, String jvm) {
    return runDirectory.resolve(jvm + ".json");
  }

  /** Writes the file whole or not at all. */
  void write(Path runDirectory) throws IOException {
    Files.createDirectories(runDirectory);
    Path whole = runDirectory.resolve(jvm + ".json.new");
    Files.writeString(whole, JsonWriter.write(this) + "\n");
    Files.move(
        whole,
        of(runDirectory, jvm),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Reads what a process has written; empty if there is nothing. */
  public static Optional<StatusFile> read(Path runDirectory, String jvm) throws IOException {
    Path file = of(runDirectory, jvm);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode node = JsonReader.parse(Files.readString(file));
    return Optional.of(JsonReader.read(node, StatusFile.class));
  }

  /** True where others may join through this process. */
  boolean canBeJoined() {
    return !artery.isEmpty() && !state.equals(FAILED);
  }
}
