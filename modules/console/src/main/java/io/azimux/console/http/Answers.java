package io.azimux.console.http;

import io.azimux.cluster.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** Makes answers, all of which tell browsers to be careful. */
final class Answers {
  /** The page and its files: nothing from elsewhere, nothing inline, in nobody's frame. */
  private static final String STRICT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Reports carry their scripts inside; in this sandbox they are nobody to the page's API. */
  private static final String REPORT =
      "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; "
          + "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  private static final List<HttpHeader> COMMON =
      List.of(
          RawHeader.create("X-Content-Type-Options", "nosniff"),
          RawHeader.create("Referrer-Policy", "no-referrer"),
          RawHeader.create("X-Frame-Options", "DENY"),
          RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
          RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"));

  private Answers() {}

  static HttpResponse json(Object value) {
    return text(200, ContentTypes.APPLICATION_JSON, JsonWriter.write(value));
  }

  /** JSON that is written already. */
  static HttpResponse jsonText(String json) {
    return text(200, ContentTypes.APPLICATION_JSON, json);
  }

  static HttpResponse refusal(int status, String reason) {
    return text(status, ContentTypes.APPLICATION_JSON, JsonWriter.write(Map.of("error", reason)));
  }

  private static HttpResponse text(int status, ContentType.NonBinary type, String text) {
    return secured(
        HttpResponse.create()
            .withStatus(status)
            .withEntity(HttpEntities.create(type, text))
            .addHeader(RawHeader.create("Cache-Control", "no-store")),
        STRICT);
  }

  /** A file of the page; browsers ask each time whether it has changed. */
  static HttpResponse file(String type, byte[] bytes, String tag) {
    return secured(
        HttpResponse.create()
            .withEntity(HttpEntities.create(ContentTypes.parse(type), ByteString.fromArray(bytes)))
            .addHeader(RawHeader.create("ETag", tag))
            .addHeader(RawHeader.create("Cache-Control", "no-cache")),
        STRICT);
  }

  static HttpResponse notModified(String tag) {
    return secured(
        HttpResponse.create().withStatus(304).addHeader(RawHeader.create("ETag", tag)), STRICT);
  }

  static HttpResponse report(String type, byte[] bytes) {
    return secured(
        HttpResponse.create()
            .withEntity(HttpEntities.create(ContentTypes.parse(type), ByteString.fromArray(bytes)))
            .addHeader(RawHeader.create("Cache-Control", "no-cache")),
        REPORT);
  }

  static HttpResponse secured(HttpResponse response) {
    return secured(response, STRICT);
  }

  private static HttpResponse secured(HttpResponse response, String policy) {
    return response
        .addHeaders(COMMON)
        .addHeader(RawHeader.create("Content-Security-Policy", policy));
  }
}
