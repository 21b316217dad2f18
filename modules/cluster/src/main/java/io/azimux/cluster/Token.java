package io.azimux.cluster;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The token in a file that all processes of a deployment share. */
final class Token {
  private static final int BYTES = 16;

  private Token() {}

  /** Reads the file; makes it, with a token nobody knows yet, where there is none. */
  static String of(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(file);
    }
    String token = Files.readString(file).strip();
    if (token.isEmpty()) {
      throw new IOException("the token file " + file + " is empty");
    }
    return token;
  }

  /** Of several processes that make one at once, the first wins; nobody reads half a file. */
  private static void make(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    Path directory = file.toAbsolutePath().getParent();
    Path whole =
        Files.createTempFile(
            directory,
            "token",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    try {
      Files.writeString(whole, HexFormat.of().formatHex(random) + "\n");
      Files.createLink(file, whole);
    } catch (FileAlreadyExistsException another) {
      // It is as good as this one.
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
