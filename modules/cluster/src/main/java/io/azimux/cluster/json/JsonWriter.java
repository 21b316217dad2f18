package io.azimux.cluster.json;

import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.MacAddress;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON. A record becomes an object with its components in order; where the record
 * is one of several forms of something (a step, a fact, a command), the member {@code kind} comes
 * first and names it. Addresses become text.
 *
 * <p>Written by hand because every process writes JSON within its first second, and loading a
 * library for it costs more than the rest of that second's work.
 */
public final class JsonWriter {
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          RecordComponent[] components = type.getRecordComponents();
          for (RecordComponent component : components) {
            component.getAccessor().setAccessible(true);
          }
          return components;
        }
      };

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  /**
   * The JSON text of a value, on one line.
   *
   * @throws IllegalArgumentException for a type that has no JSON form
   */
  public static String write(@Nullable Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    return writer.out.toString();
  }

  private void value(@Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof String || value instanceof Character) {
      text(value.toString());
    } else if (value instanceof Enum<?> constant) {
      text(constant.name());
    } else if (value instanceof Ipv4Address
        || value instanceof Ipv4Prefix
        || value instanceof MacAddress) {
      text(value.toString());
    } else if (value instanceof Optional<?> perhaps) {
      value(perhaps.orElse(null));
    } else if (value instanceof Iterable<?> list) {
      array(list);
    } else if (value instanceof Duration duration) {
      number(duration.toNanos());
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof Record record) {
      object(record);
    } else {
      throw new IllegalArgumentException("no JSON form for " + value.getClass().getName());
    }
  }

  private void number(Number number) {
    boolean finite =
        !(number instanceof Double || number instanceof Float)
            || Double.isFinite(number.doubleValue());
    double asDouble = number.doubleValue();
    if (!finite) {
      out.append("null");
    } else if (number instanceof Double
        && asDouble == Math.rint(asDouble)
        && Math.abs(asDouble) < 1L << 53) {
      out.append((long) asDouble);
    } else {
      out.append(number);
    }
  }

  private void array(Iterable<?> list) {
    out.append('[');
    String separator = "";
    for (Object element : list) {
      out.append(separator);
      value(element);
      separator = ",";
    }
    out.append(']');
  }

  private void object(Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      text(String.valueOf(entry.getKey()));
      out.append(':');
      value(entry.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private void object(Record record) {
    out.append('{');
    String separator = "";
    if (isForm(record.getClass())) {
      out.append("\"kind\":");
      text(record.getClass().getSimpleName());
      separator = ",";
    }
    for (RecordComponent component : COMPONENTS.get(record.getClass())) {
      out.append(separator);
      text(component.getName());
      out.append(':');
      value(read(record, component));
      separator = ",";
    }
    out.append('}');
  }

  static boolean isForm(Class<?> type) {
    for (Class<?> parent : type.getInterfaces()) {
      if (parent.isSealed()) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(component + " cannot be read", failure);
    }
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
        escape(c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void escape(char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit(c >>> shift & 0xf, 16));
    }
  }
}
