package io.azimux.dataplane.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.dataplane.testkit.Packets;
import io.azimux.dataplane.testkit.RecordingOutbox;
import io.azimux.node.Disposition;
import io.azimux.node.Outbox;
import io.azimux.node.Step;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.ResolveAddress;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressDirectoryTest {
  private static final long TIMER = 7;
  private static final long MILLI = 1_000_000L;
  private static final int VNI = 10_000;
  private static final Ipv4Address GUEST = Ipv4Address.parse("10.0.1.4");
  private static final Ipv4Address HOST_A = Ipv4Address.parse("100.64.0.1");
  private static final Ipv4Address HOST_B = Ipv4Address.parse("100.64.0.2");

  private record Continued(int packet, long context, int index) {}

  private final RecordingOutbox out = new RecordingOutbox();
  private final List<Continued> continued = new ArrayList<>();
  private final AddressDirectory directory =
      new AddressDirectory(
          "sdn",
          TIMER,
          (packet, context, index, now, outbox) ->
              continued.add(new Continued(packet, context, index)));

  @Test
  void aPacketWaitsForTheAnswerAndGoesOn() {
    assertThat(directory.find(VNI, GUEST.bits())).isEqualTo(AddressDirectory.UNKNOWN);
    int packet = park(GUEST, 99, 0);
    assertThat(out.told("sdn", ResolveAddress.class))
        .containsExactly(new ResolveAddress(VNI, GUEST));
    directory.onAddressResolved(answer(GUEST, HOST_A, "host-a"), MILLI, out);
    int index = directory.find(VNI, GUEST.bits());
    assertThat(continued).containsExactly(new Continued(packet, 99, index));
    assertThat(directory.host(index)).isEqualTo(HOST_A.bits());
    assertThat(directory.hostName(index)).isEqualTo("host-a");
    assertThat(directory.mac(index)).isEqualTo(MacAddress.of(GUEST).bits());
    assertThat(directory.parked()).isZero();
    assertThat(out.timer(TIMER)).isEqualTo(Outbox.NEVER);
  }

  @Test
  void oneQuestionIsAskedForManyPacketsAndRepeatedEvery100Milliseconds() {
    park(GUEST, 0, 0);
    park(GUEST, 0, 10 * MILLI);
    assertThat(out.told()).hasSize(1);
    assertThat(out.timer(TIMER)).isEqualTo(100 * MILLI);
    directory.onTimer(100 * MILLI, out);
    assertThat(out.told()).hasSize(2);
    assertThat(out.timer(TIMER)).isEqualTo(200 * MILLI);
  }

  @Test
  void withoutAnAnswerAPacketEndsAfter500Milliseconds() {
    park(GUEST, 0, 0);
    park(GUEST, 0, 50 * MILLI);
    for (long at = 100; at <= 400; at += 100) {
      directory.onTimer(at * MILLI, out);
    }
    assertThat(out.finished()).isEmpty();
    directory.onTimer(500 * MILLI, out);
    assertThat(out.dispositions()).containsExactly(Disposition.ADDRESS_UNRESOLVED);
    directory.onTimer(550 * MILLI, out);
    assertThat(out.dispositions()).hasSize(2);
    assertThat(out.timer(TIMER)).isEqualTo(Outbox.NEVER);
    assertThat(out.arena().inUse()).isZero();
  }

  @Test
  void anAnswerThatKnowsNoHostEndsThePacketsAtOnce() {
    int packet = park(GUEST, 0, 0);
    out.arena().setMark(packet, 1 << 16);
    directory.onAddressResolved(answer(GUEST, new Ipv4Address(0), ""), MILLI, out);
    assertThat(out.dispositions()).containsExactly(Disposition.ADDRESS_UNRESOLVED);
    assertThat(out.steps())
        .containsExactly(
            new Step.Finished(Disposition.ADDRESS_UNRESOLVED, "the controller knows no host"));
    assertThat(directory.find(VNI, GUEST.bits())).isEqualTo(AddressDirectory.UNKNOWN);
  }

  @Test
  void theWaitingRoomHoldsABurstAndTheNextPacketEnds() {
    for (int i = 0; i < WaitingRoom.CAPACITY; i++) {
      park(new Ipv4Address(GUEST.bits() + i), 0, 0);
    }
    assertThat(out.finished()).isEmpty();
    park(GUEST, 0, 0);
    assertThat(out.dispositions()).containsExactly(Disposition.ADDRESS_UNRESOLVED);
    assertThat(directory.parked()).isEqualTo(WaitingRoom.CAPACITY);
    directory.onTimer(500 * MILLI, out);
    assertThat(out.arena().inUse()).isZero();
  }

  @Test
  void anAnswerLetsOnlyItsOwnPacketsGoInTheirOrder() {
    Ipv4Address other = Ipv4Address.parse("10.0.1.5");
    int first = park(GUEST, 1, 0);
    park(other, 2, 0);
    int third = park(GUEST, 3, 0);
    directory.onAddressResolved(answer(GUEST, HOST_A, "host-a"), MILLI, out);
    assertThat(continued).extracting(Continued::packet).containsExactly(first, third);
    assertThat(directory.parked()).isEqualTo(1);
  }

  @Test
  void anAddressThatMovesKeepsItsIndexAndBumpsTheGeneration() {
    directory.onAddressResolved(answer(GUEST, HOST_A, "host-a"), 0, out);
    int index = directory.find(VNI, GUEST.bits());
    int generation = directory.generation();
    directory.onAddressResolved(answer(GUEST, HOST_A, "host-a"), 0, out);
    assertThat(directory.generation()).isEqualTo(generation);
    directory.onAddressResolved(answer(GUEST, HOST_B, "host-b"), 0, out);
    assertThat(directory.generation()).isGreaterThan(generation);
    assertThat(directory.find(VNI, GUEST.bits())).isEqualTo(index);
    assertThat(directory.host(index)).isEqualTo(HOST_B.bits());
  }

  @Test
  void anAddressTakenBackIsUnknownAgain() {
    directory.onAddressResolved(answer(GUEST, HOST_A, "host-a"), 0, out);
    directory.onAddressResolved(answer(GUEST, new Ipv4Address(0), ""), 0, out);
    assertThat(directory.find(VNI, GUEST.bits())).isEqualTo(AddressDirectory.UNKNOWN);
  }

  @Test
  void equalAddressesOfTwoNetworksAreDifferent() {
    directory.onAddressResolved(answer(GUEST, HOST_A, "host-a"), 0, out);
    assertThat(directory.find(VNI + 1, GUEST.bits())).isEqualTo(AddressDirectory.UNKNOWN);
  }

  @Test
  void aFullDirectoryKeepsWhatItHasAndRefusesMore() {
    for (int i = 0; i < AddressDirectory.CAPACITY; i++) {
      directory.onAddressResolved(answer(new Ipv4Address(i + 1), HOST_A, "host-a"), 0, out);
    }
    for (int i = 0; i < AddressDirectory.CAPACITY; i++) {
      assertThat(directory.find(VNI, i + 1)).isEqualTo(i);
    }
    park(new Ipv4Address(-1), 0, 0);
    directory.onAddressResolved(answer(new Ipv4Address(-1), HOST_A, "host-a"), 0, out);
    assertThat(directory.find(VNI, -1)).isEqualTo(AddressDirectory.UNKNOWN);
    assertThat(out.dispositions()).containsExactly(Disposition.ADDRESS_UNRESOLVED);
  }

  private int park(Ipv4Address address, long context, long now) {
    int packet =
        Packets.udp(out.arena(), Packets.udpTuple("1.2.3.4", 1, "10.0.1.4", 2), new byte[4]);
    directory.park(packet, VNI, address.bits(), context, now, out);
    return packet;
  }

  private static AddressResolved answer(Ipv4Address customer, Ipv4Address host, String name) {
    return new AddressResolved(VNI, customer, host, name, MacAddress.of(customer));
  }
}
