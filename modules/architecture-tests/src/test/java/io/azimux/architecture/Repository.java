package io.azimux.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files git tracks, or, where there is no git, those it would. */
final class Repository {

  private static final Pattern OUTPUT =
      Pattern.compile("(^|/)(\\.git|target|runs|\\.azimux|\\.idea|node_modules)(/|$)");
  private static final Pattern BINARY =
      Pattern.compile(".*\\.(png|jpe?g|gif|ico|pcap|pcapng|gz|zip|jar|jks|p12|woff2?)");

  final Path root;
  final List<String> files;

  private Repository(Path root, List<String> files) {
    this.root = root;
    this.files = files;
  }

  static Repository here() {
    Path root = Path.of(System.getProperty("azimux.root", "../.."));
    List<String> candidates = Files.exists(root.resolve(".git")) ? tracked(root) : walked(root);
    return new Repository(
        root, candidates.stream().filter(file -> Files.isRegularFile(root.resolve(file))).toList());
  }

  List<String> matching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return files.stream().filter(file -> pattern.matcher(file).matches()).toList();
  }

  List<String> texts() {
    return files.stream().filter(file -> !BINARY.matcher(file).matches()).toList();
  }

  String read(String file) {
    try {
      // Latin-1 accepts every byte; the rules look at ASCII only, and at line ends.
      return Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> tracked(Path root) {
    try {
      Process git = new ProcessBuilder("git", "ls-files", "-z").directory(root.toFile()).start();
      byte[] names = git.getInputStream().readAllBytes();
      return git.waitFor() == 0
          ? List.of(new String(names, StandardCharsets.UTF_8).split("\0", -1))
          : walked(root);
    } catch (IOException e) {
      return walked(root); // git is not installed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while git listed its files", e);
    }
  }

  private static List<String> walked(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .map(path -> root.relativize(path).toString().replace('\\', '/'))
          .filter(file -> !OUTPUT.matcher(file).find())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
