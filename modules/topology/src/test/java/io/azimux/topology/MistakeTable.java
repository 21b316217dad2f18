package io.azimux.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Reads tables of mistakes: blocks of {@code key: value} lines between empty lines. */
public final class MistakeTable {
  /** Column of every value, so that blanks in front of one are part of it. */
  private static final int VALUE = 6;

  private MistakeTable() {}

  /** One block for each test; its values in the order of the keys. */
  public static Stream<Arguments> rows(Class<?> test, String resource, String... keys) {
    List<Arguments> rows = new ArrayList<>();
    for (String block : text(test, resource).split("\n\n+")) {
      Map<String, String> values = new LinkedHashMap<>();
      for (String line : block.lines().filter(l -> !l.startsWith("#")).toList()) {
        int colon = line.indexOf(':');
        values.put(line.substring(0, colon), unescaped(line.substring(VALUE)));
      }
      if (!values.isEmpty()) {
        if (!values.keySet().equals(new java.util.LinkedHashSet<>(List.of(keys)))) {
          throw new IllegalArgumentException(resource + ": wrong keys in\n" + block);
        }
        rows.add(Arguments.of(values.values().toArray()));
      }
    }
    return rows.stream();
  }

  private static String text(Class<?> test, String resource) {
    try (InputStream in = test.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        i++;
        c =
            switch (text.charAt(i)) {
              case 'n' -> '\n';
              case 't' -> '\t';
              default -> text.charAt(i);
            };
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
