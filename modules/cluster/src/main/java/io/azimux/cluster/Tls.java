package io.azimux.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mutual TLS between processes: each shows a certificate, and takes only those that the same
 * authority has given to the same name. The files are looked at again every few minutes, so that
 * certificates can be renewed while processes run.
 */
final class Tls {
  private static final String ARTERY = "pekko.remote.artery.";
  private static final String ENGINE = ARTERY + "ssl.rotating-keys-engine.";
  private static final String KEY = "tls.key";
  private static final String CERTIFICATE = "tls.crt";
  private static final String AUTHORITY = "ca.crt";

  private Tls() {}

  /**
   * What must be set for it.
   *
   * @param directory with the files, called as in a Kubernetes Secret for TLS
   * @throws IllegalArgumentException naming a file that cannot be read
   */
  static Map<String, Object> config(Path directory) {
    for (String file : List.of(KEY, CERTIFICATE, AUTHORITY)) {
      if (!Files.isReadable(directory.resolve(file))) {
        throw new IllegalArgumentException(
            "--tls '%s': cannot read %s; needed are %s, %s and %s"
                .formatted(directory, file, KEY, CERTIFICATE, AUTHORITY));
      }
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put(ARTERY + "transport", "tls-tcp");
    config.put(
        ARTERY + "ssl.ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider");
    config.put(ENGINE + "key-file", directory.resolve(KEY).toString());
    config.put(ENGINE + "cert-file", directory.resolve(CERTIFICATE).toString());
    config.put(ENGINE + "ca-cert-file", directory.resolve(AUTHORITY).toString());
    return config;
  }
}
