package io.azimux.cluster.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.azimux.packet.Ipv4Address;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonWriter} writes. Errors name the member and what it may be. */
public final class JsonReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonReader() {}

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("no JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }

  /**
   * Reads an object as a record, or as one of the records that a sealed interface permits.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static <T> T read(JsonNode node, Class<T> type) {
    return type.cast(record(node, type, type.getSimpleName()));
  }

  private static Object record(JsonNode node, Class<?> type, String path) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(path + " must be an object");
    }
    Class<?> form = type.isSealed() ? form(node, type, path) : type;
    RecordComponent[] components = form.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException(path + ": " + form.getName() + " is no record");
    }
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String member = path + "." + components[i].getName();
      types[i] = components[i].getType();
      boolean optional = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
      arguments[i] =
          value(
              node.get(components[i].getName()), components[i].getGenericType(), optional, member);
    }
    return construct(form, types, arguments, path);
  }

  private static Class<?> form(JsonNode node, Class<?> type, String path) {
    String kind = node.path("kind").asText();
    List<Class<?>> forms = forms(type);
    return forms.stream()
        .filter(candidate -> candidate.getSimpleName().equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    path
                        + ".kind '"
                        + kind
                        + "' is none of "
                        + forms.stream()
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(", "))));
  }

  private static List<Class<?>> forms(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    return Arrays.stream(type.getPermittedSubclasses()).flatMap(t -> forms(t).stream()).toList();
  }

  /** Only what is declared as {@code @Nullable} may be missing. */
  private static @Nullable Object value(
      @Nullable JsonNode node, Type type, boolean optional, String path) {
    if (type instanceof ParameterizedType list) {
      return list(node, list.getActualTypeArguments()[0], path);
    }
    Class<?> raw = (Class<?>) type;
    if (node == null || node.isNull()) {
      if (!optional) {
        throw new IllegalArgumentException(path + " is missing");
      }
      return null;
    }
    if (raw.isPrimitive()) {
      return primitive(node, raw, path);
    }
    if (raw == String.class) {
      return text(node, path);
    }
    if (raw == Ipv4Address.class) {
      return Ipv4Address.parse(text(node, path));
    }
    if (raw == Duration.class) {
      return Duration.ofNanos((long) primitive(node, long.class, path));
    }
    if (raw.isEnum()) {
      return constant(node, raw, path);
    }
    return record(node, raw, path);
  }

  private static List<Object> list(@Nullable JsonNode node, Type element, String path) {
    if (node == null || !node.isArray()) {
      throw new IllegalArgumentException(path + " must be a list");
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode item : node) {
      Object value = value(item, element, true, path + "[" + values.size() + "]");
      if (value == null) {
        throw new IllegalArgumentException(path + " contains null");
      }
      values.add(value);
    }
    return values;
  }

  private static Object primitive(JsonNode node, Class<?> type, String path) {
    if (type == boolean.class && node.isBoolean()) {
      return node.booleanValue();
    }
    if (type == int.class && node.canConvertToInt() && node.isIntegralNumber()) {
      return node.intValue();
    }
    if (type == long.class && node.canConvertToLong() && node.isIntegralNumber()) {
      return node.longValue();
    }
    if (type == double.class && node.isNumber()) {
      return node.doubleValue();
    }
    throw new IllegalArgumentException(path + " '" + node.asText() + "' is no " + type.getName());
  }

  private static String text(JsonNode node, String path) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException(path + " must be text");
    }
    return node.textValue();
  }

  private static Object constant(JsonNode node, Class<?> type, String path) {
    String name = text(node, path);
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        path + " '" + name + "' is none of " + Arrays.toString(type.getEnumConstants()));
  }

  private static Object construct(
      Class<?> type, Class<?>[] types, Object[] arguments, String path) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException refused) {
      throw new IllegalArgumentException(
          path + ": " + refused.getTargetException().getMessage(), refused);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(type + " cannot be made", failure);
    }
  }
}
