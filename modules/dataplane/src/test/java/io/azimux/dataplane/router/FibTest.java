package io.azimux.dataplane.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.packet.Ipv4Prefix;
import io.azimux.topology.Ecmp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FibTest {
  private static final int ADDRESS = 0x14f0091b;

  private static EcmpGroup group(Ecmp.Kind kind, int... ports) {
    return EcmpGroup.empty(Ecmp.DEFAULTS.with(kind)).next(ports, 0);
  }

  @ParameterizedTest
  @EnumSource(value = Ecmp.Kind.class, names = "RESILIENT", mode = EnumSource.Mode.EXCLUDE)
  void theOnlyPortIsRememberedUntilTheGroupChanges(Ecmp.Kind kind) {
    Fib fib = new Fib();
    Route route = new Route(new Ipv4Prefix(ADDRESS, 32), true, group(kind, 3));
    fib.add(route);
    assertThat(fib.onlyPort(ADDRESS)).isEqualTo(Fib.SEVERAL);
    assertThat(fib.find(ADDRESS)).isSameAs(route);
    assertThat(fib.onlyPort(ADDRESS)).isEqualTo(3);
    for (int[] ports : new int[][] {{3, 4}, {}}) {
      fib.setGroup(route, group(kind, ports));
      assertThat(fib.find(ADDRESS)).isSameAs(route);
      assertThat(fib.onlyPort(ADDRESS)).isEqualTo(Fib.SEVERAL);
    }
    fib.setGroup(route, group(kind, 4));
    assertThat(fib.find(ADDRESS)).isSameAs(route);
    assertThat(fib.onlyPort(ADDRESS)).isEqualTo(4);
  }

  @Test
  void aResilientGroupOfOneIsAskedForEveryPacketAsItMustKnowWhichBucketsAreInUse() {
    Fib fib = new Fib();
    fib.add(new Route(new Ipv4Prefix(ADDRESS, 32), true, group(Ecmp.Kind.RESILIENT, 3)));
    assertThat(fib.find(ADDRESS)).isNotNull();
    assertThat(fib.onlyPort(ADDRESS)).isEqualTo(Fib.SEVERAL);
  }

  @Test
  void aLongerPrefixTakesOverFromARememberedOne() {
    Fib fib = new Fib();
    fib.add(new Route(Ipv4Prefix.ANY, false, group(Ecmp.Kind.MOD_N, 1)));
    assertThat(fib.find(ADDRESS)).isNotNull();
    assertThat(fib.onlyPort(ADDRESS)).isEqualTo(1);
    fib.add(new Route(new Ipv4Prefix(ADDRESS, 32), false, group(Ecmp.Kind.MOD_N, 2)));
    assertThat(fib.find(ADDRESS)).isNotNull();
    assertThat(fib.onlyPort(ADDRESS)).isEqualTo(2);
  }

  @Test
  void nothingIsRememberedOfAddressZeroBeforeItIsAskedFor() {
    assertThat(new Fib().onlyPort(0)).isEqualTo(Fib.SEVERAL);
  }
}
