package io.azimux.cluster.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.PacketSummary;
import io.azimux.node.RandomSource;
import io.azimux.node.Step;
import io.azimux.node.message.ClientCommand;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
  private static final long SEED = 20_230_521;
  private static final RandomSource RANDOM = new RandomSource(SEED);

  static Stream<Record> everyForm() {
    return Stream.of(Step.class, Fact.class, ClientCommand.class)
        .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
        .flatMap(type -> Stream.generate(() -> random(type)).limit(20));
  }

  @ParameterizedTest
  @MethodSource("everyForm")
  void whatIsReadEqualsWhatWasWritten(Record value) {
    Class<?> type = value.getClass().getInterfaces()[0];
    JsonNode node = JsonReader.parse(JsonWriter.write(value));
    assertThat(node.path("kind").asText()).isEqualTo(value.getClass().getSimpleName());
    assertThat((Object) JsonReader.read(node, type)).as("seed " + SEED).isEqualTo(value);
  }

  @Test
  void textIsEscaped() {
    String nasty = "a\"b\\c\nd\u0000e\ud83d\ude00 \u20ac";
    assertThat(JsonReader.parse(JsonWriter.write(nasty)).textValue()).isEqualTo(nasty);
    assertThat(JsonWriter.write(Map.of("a\n", List.of(1, 2.5, Double.NaN))))
        .isEqualTo("{\"a\\u000a\":[1,2.5,null]}");
  }

  @Test
  void anUnknownKindIsAnsweredWithThoseThatExist() {
    assertThatThrownBy(
            () -> JsonReader.read(JsonReader.parse("{\"kind\":\"Fly\"}"), ClientCommand.class))
        .hasMessage("ClientCommand.kind 'Fly' is none of OpenTraced, OpenMany");
  }

  @Test
  void aMissingMemberIsNamed() {
    assertThatThrownBy(
            () ->
                JsonReader.read(
                    JsonReader.parse("{\"kind\":\"OpenTraced\",\"trace\":1}"), ClientCommand.class))
        .hasMessage("ClientCommand.sourcePort is missing");
  }

  @Test
  void onlyWhatMayBeAbsentMayBeMissing() {
    String command = "{\"kind\":\"OpenTraced\",\"trace\":1,\"sourcePort\":2,\"port\":22%s}";
    for (String destination : List.of("", ",\"destination\":null")) {
      assertThatThrownBy(
              () ->
                  JsonReader.read(
                      JsonReader.parse(command.formatted(destination)), ClientCommand.class))
          .hasMessage("ClientCommand.destination is missing");
    }
    Step finished = new Step.Finished(Disposition.DELIVERED, null);
    assertThat(JsonReader.read(JsonReader.parse(JsonWriter.write(finished)), Step.class))
        .isEqualTo(finished);
  }

  @Test
  void aNumberThatIsNoneIsNamed() {
    assertThatThrownBy(
            () ->
                JsonReader.read(
                    JsonReader.parse("{\"kind\":\"OpenTraced\",\"trace\":1.5}"),
                    ClientCommand.class))
        .hasMessage("ClientCommand.trace '1.5' is no int");
  }

  private static Record random(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      arguments[i] = value(types[i]);
    }
    try {
      return (Record) type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Object value(Class<?> type) {
    if (type == int.class) {
      return RANDOM.nextInt(1 << 16);
    } else if (type == long.class) {
      return RANDOM.nextLong();
    } else if (type == boolean.class) {
      return RANDOM.chance(0.5);
    } else if (type == String.class) {
      return "text " + RANDOM.nextInt(1000) + "\"\\\u00e9";
    } else if (type == Ipv4Address.class) {
      return new Ipv4Address((int) RANDOM.nextLong());
    } else if (type == Disposition.class) {
      return Disposition.values()[RANDOM.nextInt(Disposition.values().length)];
    } else if (type == FiveTuple.class || type == PacketSummary.class) {
      return random(type);
    } else if (type == List.class) {
      return List.of(value(String.class), value(String.class));
    } else if (type == PacketSummary.Tunnel.class) {
      return random(type);
    }
    throw new IllegalArgumentException("no random " + type);
  }
}
