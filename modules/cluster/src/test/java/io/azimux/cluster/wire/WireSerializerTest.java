package io.azimux.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.azimux.node.RandomSource;
import io.azimux.node.message.AccessRule;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.BatchStored;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.FlowBatch;
import io.azimux.node.message.FlowOwnership;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthProbe;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.NicPolicy;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.Places;
import io.azimux.node.message.ResolveAddress;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Ipv4Prefix;
import io.azimux.packet.MacAddress;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WireSerializerTest {
  private static final long SEED = 20_230_520;
  private static final RandomSource RANDOM = new RandomSource(SEED);

  private final WireSerializer serializer = new WireSerializer();

  static Stream<Wire> everything() {
    Stream.Builder<Wire> all = Stream.builder();
    for (int i = 0; i < 40; i++) {
      messages().forEach(message -> all.add(new Told(text(), text(), message)));
      all.add(batch(1 + RANDOM.nextInt(256), i % 2 == 0));
    }
    return all.build();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void whatIsReadEqualsWhatWasWritten(Wire wire) throws Exception {
    byte[] bytes = serializer.toBinary(wire);
    assertThat(serializer.fromBinary(bytes, serializer.manifest(wire)))
        .as("seed " + SEED)
        .usingRecursiveComparison()
        .isEqualTo(wire);
    for (ByteBuffer buffer :
        List.of(ByteBuffer.allocate(1 << 20), ByteBuffer.allocateDirect(1 << 20))) {
      serializer.toBinary(wire, buffer);
      buffer.flip();
      assertThat(serializer.fromBinary(buffer, serializer.manifest(wire)))
          .usingRecursiveComparison()
          .isEqualTo(wire);
      assertThat(buffer.limit()).isEqualTo(bytes.length);
    }
  }

  @Test
  void everyPeerMessageIsAmongThoseTested() {
    List<Class<?>> tested = new ArrayList<>();
    messages().forEach(message -> tested.add(message.getClass()));
    // What a store says to its own MUX leaves no process.
    tested.add(BatchStored.class);
    assertThat(tested).containsAll(leaves(PeerMessage.class));
  }

  @Test
  void anUnknownManifestIsNamedInTheError() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "X"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("manifest 'X' is none of P, M");
  }

  @Test
  void aMessageWithoutABodyIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "M"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("has no body that this version knows");
  }

  @Test
  void anOldReaderSkipsFieldsItDoesNotKnow() throws Exception {
    Wire wire = new Told("a", "b", new FlowSync.Pull(7));
    byte[] bytes = serializer.toBinary(wire);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
    // Field 100, a varint of one byte.
    longer[bytes.length] = (byte) 0xa0;
    longer[bytes.length + 1] = 0x06;
    longer[bytes.length + 2] = 1;
    assertThat(serializer.fromBinary(longer, "M")).isEqualTo(wire);
  }

  @ParameterizedTest
  @CsvSource({"P", "M"})
  void brokenBytesGiveAnErrorAndNothingElse(String manifest) {
    RandomSource random = new RandomSource(SEED).fork(manifest);
    Wire whole = manifest.equals("P") ? batch(3, true) : new Told("to", "from", messages().get(1));
    byte[] bytes = serializer.toBinary(whole);
    for (int i = 0; i < 5000; i++) {
      byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && broken.length > 0; flips--) {
        broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(serializer.fromBinary(broken, manifest)).isInstanceOf(Wire.class);
      } catch (NotSerializableException expected) {
        assertThat(expected).as("seed " + SEED + " round " + i).hasMessageContaining("malformed");
      }
    }
  }

  @Test
  void contradictoryLengthsAreRefused() {
    assertThatThrownBy(() -> new PacketBatch("a", 0, "b", new byte[5], new int[] {4}, new int[0]))
        .hasMessageContaining("lengths add up to 4 bytes, frames to 5");
    assertThatThrownBy(() -> new PacketBatch("a", 0, "b", new byte[4], new int[] {4}, new int[2]))
        .hasMessageContaining("2 marks for 1 packets");
    assertThatThrownBy(() -> new PacketBatch("a", 0, "b", new byte[0], new int[0], new int[0]))
        .hasMessageContaining("1..256 packets, not 0");
    assertThatThrownBy(
            () -> new PacketBatch("a", 0, "b", new byte[3000], new int[] {3000}, new int[0]))
        .hasMessageContaining("frame of 3000 bytes");
  }

  private static List<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(t -> leaves(t).stream()).toList()
        : List.of(type);
  }

  private static PacketBatch batch(int size, boolean marked) {
    int[] lengths = new int[size];
    int total = 0;
    for (int i = 0; i < size; i++) {
      lengths[i] = RANDOM.nextInt(200);
      total += lengths[i];
    }
    byte[] frames = new byte[total];
    for (int i = 0; i < total; i++) {
      frames[i] = (byte) RANDOM.nextLong();
    }
    int[] marks = new int[marked ? size : 0];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = (int) RANDOM.nextLong();
    }
    return new PacketBatch(text(), RANDOM.nextInt(100), text(), frames, lengths, marks);
  }

  private static List<PeerMessage> messages() {
    return List.of(
        new GoalState(
            RANDOM.nextLong(),
            listOf(WireSerializerTest::rule),
            listOf(WireSerializerTest::policy)),
        new ResolveAddress(RANDOM.nextInt(1 << 24), address()),
        new AddressResolved(
            RANDOM.nextInt(1 << 24),
            address(),
            address(),
            text(),
            new MacAddress(RANDOM.nextLong() >>> 16)),
        new ClientCommand.OpenTraced(
            RANDOM.nextInt(1 << 16), RANDOM.nextInt(1 << 16), address(), RANDOM.nextInt(1 << 16)),
        new ClientCommand.OpenMany(
            RANDOM.nextInt(60_000),
            RANDOM.nextLong(),
            RANDOM.nextLong(),
            RANDOM.nextInt(1000),
            RANDOM.nextInt(1400),
            address(),
            RANDOM.nextInt(1 << 16)),
        new OperatorCommand.SetIpForward(true),
        new OperatorCommand.SetListening(22, false),
        new OperatorCommand.SetPool("lb", "pool", List.of("nva1/eth0", "nva2/eth0")),
        new OperatorCommand.Drain(),
        new OperatorCommand.Drained(),
        new RoutingBytes(RANDOM.nextLong(), RoutingBytes.Kind.DATA, 7, 9, new byte[] {1, 2, -1}),
        new FlowBatch("mux-1", RANDOM.nextLong(), rows(), true, RANDOM.nextLong()),
        new FlowSync.Pull(RANDOM.nextLong()),
        new FlowSync.Part(FlowSync.Part.END, rows()),
        new FlowSync.Empty(),
        new FlowOwnership.Keep(rows()),
        new FlowOwnership.Ask(new long[] {RANDOM.nextLong(), RANDOM.nextLong()}),
        new FlowOwnership.Tell(rows()),
        new SharedValue("health/host-a", RANDOM.nextLong(), health()),
        health(),
        new Places(
            List.of(
                new AddressResolved(
                    RANDOM.nextInt(1 << 24), address(), address(), "host-a", new MacAddress(7)))));
  }

  private static HostHealth health() {
    return new HostHealth("host-a", List.of(new HealthReport("nva1/eth0", "ssh", true)));
  }

  private static long[] rows() {
    return new long[] {RANDOM.nextLong(), RANDOM.nextLong(), RANDOM.nextLong()};
  }

  private static FrontendRule rule() {
    FrontendRule.Distribution[] distributions = FrontendRule.Distribution.values();
    return new FrontendRule(
        text(),
        address(),
        RANDOM.nextInt(256),
        RANDOM.nextInt(1 << 16),
        RANDOM.nextInt(1 << 16),
        distributions[RANDOM.nextInt(distributions.length)],
        RANDOM.nextLong(),
        RANDOM.chance(0.5),
        new HealthProbe(text(), RANDOM.nextInt(1 << 16), RANDOM.nextLong(), RANDOM.nextInt(9)),
        listOf(() -> new FrontendRule.Backend(text(), address(), RANDOM.nextInt(1 << 24))));
  }

  private static NicPolicy policy() {
    return new NicPolicy(
        text(),
        RANDOM.nextInt(1 << 24),
        address(),
        RANDOM.chance(0.5),
        listOf(WireSerializerTest::access),
        listOf(WireSerializerTest::access));
  }

  private static AccessRule access() {
    return new AccessRule(
        text(),
        RANDOM.nextInt(65_501),
        RANDOM.chance(0.5),
        RANDOM.nextInt(257) - 1,
        listOf(WireSerializerTest::prefix),
        new AccessRule.PortRange(RANDOM.nextInt(1 << 16), RANDOM.nextInt(1 << 16)),
        listOf(WireSerializerTest::prefix),
        AccessRule.PortRange.ANY);
  }

  private static Ipv4Prefix prefix() {
    int length = RANDOM.nextInt(33);
    int mask = length == 0 ? 0 : -1 << 32 - length;
    return new Ipv4Prefix((int) RANDOM.nextLong() & mask, length);
  }

  private static Ipv4Address address() {
    return new Ipv4Address((int) RANDOM.nextLong());
  }

  private static String text() {
    return "name-" + RANDOM.nextInt(1000) + (RANDOM.chance(0.1) ? "/\u00e9th\u20ac0" : "");
  }

  private static <T> List<T> listOf(Supplier<T> make) {
    List<T> list = new ArrayList<>();
    for (int left = RANDOM.nextInt(4); left > 0; left--) {
      list.add(make.get());
    }
    return list;
  }
}
