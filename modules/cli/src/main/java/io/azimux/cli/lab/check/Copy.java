package io.azimux.cli.lab.check;

import io.azimux.cli.console.CannotStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** A file that scp copies from one guest to another. */
final class Copy implements AutoCloseable {
  private static final int MEGABYTE = 1_000_000;
  private static final int BLOCK = 1 << 16;

  private final Process scp;
  private final Path source;
  private final Path target;

  private Copy(Process scp, Path source, Path target) {
    this.scp = scp;
    this.source = source;
    this.target = target;
  }

  /**
   * Begins to copy.
   *
   * @param command runs scp
   * @param source what it reads, as this machine sees it
   * @param target what it writes, likewise
   */
  static Copy begin(ProcessBuilder command, Path source, Path target) {
    try {
      Files.deleteIfExists(target);
      return new Copy(command.redirectErrorStream(true).start(), source, target);
    } catch (IOException e) {
      throw new CannotStart("cannot run scp: " + e.getMessage(), e);
    }
  }

  /** Writes a file that cannot be compressed, of so many million bytes. */
  static void write(Path file, int megabytes) {
    SplittableRandom random = new SplittableRandom(megabytes);
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = (long) megabytes * MEGABYTE; left > 0; left -= BLOCK) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(BLOCK, left));
      }
    } catch (IOException e) {
      throw new CannotStart("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** True while it goes on. */
  boolean goesOn() {
    return scp.isAlive();
  }

  /** Bytes that have arrived. */
  long arrived() {
    try {
      return Files.exists(target) ? Files.size(target) : 0;
    } catch (IOException notYet) {
      return 0;
    }
  }

  /** Bytes that are to arrive. */
  long all() {
    try {
      return Files.size(source);
    } catch (IOException e) {
      throw new CannotStart("cannot read %s: %s".formatted(source, e.getMessage()), e);
    }
  }

  /** Waits for the end; returns what is wrong, or nothing. */
  String finish() {
    try {
      String said = new String(scp.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = scp.waitFor();
      if (status != 0) {
        return "scp ended with %d: %s".formatted(status, said);
      }
      return checksum(source).equals(checksum(target)) ? "" : "the checksums differ";
    } catch (IOException e) {
      return "cannot read the copy: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  /** SHA-256 of the copy, in hexadecimal. */
  String checksum() {
    try {
      return checksum(target);
    } catch (IOException e) {
      return "none: " + e.getMessage();
    }
  }

  private static String checksum(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digest =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    Programs.end(scp);
  }
}
