package io.azimux.cluster.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One request and its answer. */
final class Exchange {
  /** Largest request body; a command has a few hundred bytes. */
  static final int MOST_BODY = 64 * 1024;

  /** Status of an answer to what cannot be done now, and may be done later. */
  static final int NOT_NOW = 503;

  private final HttpExchange exchange;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  Exchange(HttpExchange exchange) {
    this.exchange = exchange;
    String query = exchange.getRequestURI().getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(400, "malformed query: " + malformed.getMessage());
    }
  }

  String method() {
    return exchange.getRequestMethod();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** A number of the query in a range. */
  long number(String name, long otherwise, long from, long to) {
    String text = parameters.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= from && value <= to) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      throw new Refusal(400, name + " '" + text + "' is no number");
    }
    throw new Refusal(400, name + " " + text + " is not " + from + ".." + to);
  }

  String body() throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (bytes.length > MOST_BODY) {
      throw new Refusal(413, "the body is longer than " + MOST_BODY + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void answer(int status, String contentType, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Begins an answer of unknown length. */
  OutputStream stream(String contentType) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  /** Why a request is not answered as asked. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }
}
