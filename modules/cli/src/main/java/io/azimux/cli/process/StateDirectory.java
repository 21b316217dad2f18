package io.azimux.cli.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.azimux.cli.console.CannotStart;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a checkout keeps what its running cluster is: one cluster at a time.
 *
 * <p>The state is one small file that is replaced as a whole, so that a reader, or a program killed
 * in the middle, never leaves half of it.
 */
public final class StateDirectory {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path directory;
  private final NodeJvms jvms;

  /** The state below this directory, which need not exist. */
  public StateDirectory(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
    this.jvms = new NodeJvms(this.directory);
  }

  /** The directory itself. */
  public Path path() {
    return directory;
  }

  /** The JVMs that belong to it. */
  public NodeJvms jvms() {
    return jvms;
  }

  /** What was written last; empty where nothing runs or ran. */
  public Optional<ClusterState> read() {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file()), ClusterState.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      // Of another version, or not ours: what runs is still found by its mark.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the state. */
  public void write(ClusterState state) {
    try {
      Files.createDirectories(directory);
      Path fresh = directory.resolve("cluster.json.new");
      Files.deleteIfExists(fresh);
      createForOwnerOnly(fresh);
      Files.write(fresh, JSON.writeValueAsBytes(state));
      Files.move(
          fresh, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      Path targets = directory.resolve(ScrapeTargets.FILE + ".new");
      Files.write(targets, JSON.writeValueAsBytes(ScrapeTargets.of(state)));
      Files.move(
          targets, targets(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CannotStart("cannot write " + file() + ": " + e.getMessage(), e);
    }
  }

  /** The state holds the token that commands must show. */
  private static void createForOwnerOnly(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
  }

  /** Forgets the cluster. */
  public void clear() {
    try {
      Files.deleteIfExists(file());
      Files.deleteIfExists(targets());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Keeps other programs from starting a cluster here, until closed or until this process ends.
   *
   * @throws CannotStart where another program does just that
   */
  public Closeable lock() {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new CannotStart(
            "another azimux is busy with the cluster of this directory.\n"
                + "Wait for it, or stop its cluster with: ./azimux down");
      }
      return channel;
    } catch (IOException e) {
      throw new CannotStart("cannot use " + directory + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private Path targets() {
    return directory.resolve(ScrapeTargets.FILE);
  }

  private Path file() {
    return directory.resolve("cluster.json");
  }
}
