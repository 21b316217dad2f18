package io.azimux.cli.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What a lab is, written before anything of it is made.
 *
 * @param scenario path of the scenario file
 * @param namespaces names of what it makes
 */
record LabRecord(String scenario, List<String> namespaces) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "lab.json";

  /** Copies the list. */
  LabRecord {
    namespaces = List.copyOf(namespaces);
  }

  /** What was written last; empty where there is no lab, or its record was not finished. */
  static Optional<LabRecord> read(Path directory) {
    try {
      return Optional.of(
          JSON.readValue(Files.readAllBytes(directory.resolve(FILE)), LabRecord.class));
    } catch (NoSuchFileException | JsonProcessingException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it, whole or not at all. */
  void write(Path directory) {
    try {
      Files.createDirectories(directory);
      Path fresh = directory.resolve(FILE + ".new");
      Files.write(fresh, JSON.writeValueAsBytes(this));
      Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CannotStart("cannot write to %s: %s".formatted(directory, e.getMessage()), e);
    }
  }
}
