package io.azimux.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts a page together: its text from a template, its data, and the library that draws plots. */
public final class Page {
  /** Where the webjar keeps the script; the version is that of the root pom. */
  private static final String LIBRARY = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Page() {}

  /**
   * The whole page. Everything in the model is escaped.
   *
   * @param title of the browser's window
   * @param body name of the body's template and of its script: {@code run}
   * @param model values of the template, by name
   * @param data what the script draws
   */
  public static String of(String title, String body, Map<String, Object> model, Object data) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("title", title);
    all.put("style", resource("style.css"));
    all.put("body", template(body + ".mustache", model));
    all.put("data", json(data));
    all.put("library", resource(LIBRARY));
    all.put("script", resource("plots.js") + resource(body + ".js"));
    return template("page.mustache", all);
  }

  private static String template(String name, Map<String, Object> model) {
    return Mustache.compiler()
        .escapeHTML(true)
        .emptyStringIsFalse(true)
        .compile(resource(name))
        .execute(model);
  }

  /** Inside a script element, {@code <} could end it. */
  private static String json(Object data) {
    try {
      return JSON.writeValueAsString(data).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a page's data cannot be written as JSON", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
