package io.azimux.console.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files of the page, as they lie in the program. */
final class PageFiles {
  private static final String HERE = "/io/azimux/console/page/";

  /** Where the webjar keeps the script; the version is that of the root pom. */
  private static final String LIBRARY = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final String SCRIPT = "text/javascript; charset=UTF-8";
  private static final String STYLE = "text/css; charset=UTF-8";

  /** Path below the root, and its type: what does not stand here is not served. */
  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("index.html", "text/html; charset=UTF-8");
    TYPES.put("icon.svg", "image/svg+xml");
    for (String name : new String[] {"base", "live", "walk"}) {
      TYPES.put(name + ".css", STYLE);
    }
    for (String name :
        new String[] {
          "app",
          "dom",
          "format",
          "store",
          "layout",
          "picture",
          "panel",
          "events",
          "plots",
          "tables",
          "walk",
          "walkview",
          "runs"
        }) {
      TYPES.put(name + ".js", SCRIPT);
    }
  }

  /** A file; the tag changes with its content. */
  record File(String type, byte[] bytes, String tag) {}

  private final Map<String, File> files = new LinkedHashMap<>();

  PageFiles() {
    TYPES.forEach((name, type) -> files.put(name, read(HERE + name, type)));
    files.put("echarts.js", read(LIBRARY, SCRIPT));
  }

  /** The file at a path; empty where there is none. */
  Optional<File> at(String path) {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    return Optional.ofNullable(files.get(name));
  }

  private static File read(String resource, String type) {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + resource);
      }
      byte[] bytes = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new File(type, bytes, "\"" + HexFormat.of().formatHex(digest, 0, 8) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
