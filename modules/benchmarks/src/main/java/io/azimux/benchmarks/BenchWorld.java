package io.azimux.benchmarks;

import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.FrontendRule;
import io.azimux.node.message.FrontendRule.Backend;
import io.azimux.node.message.FrontendRule.Distribution;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthProbe;
import io.azimux.packet.Ipv4;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import io.azimux.topology.ControllerSpec;
import io.azimux.topology.HostSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.Replication;
import io.azimux.topology.RouterSpec;
import io.azimux.topology.Settings;
import io.azimux.topology.World;
import java.util.ArrayList;
import java.util.List;

/** The world around the measured MUX: one router, one host, a rule with eight backends. */
final class BenchWorld {
  static final String MUX = "mux-1";
  static final String CONTROLLER = "controller";
  static final Ipv4Address FRONTEND = Ipv4Address.parse("20.240.9.27");
  static final Ipv4Address MUX_ADDRESS = Ipv4Address.parse("100.64.2.1");
  static final Ipv4Address HOST = Ipv4Address.parse("100.64.3.1");
  static final int PORT = 22;
  static final int BACKENDS = 8;
  static final int VNI = 10_000;

  private static final long IDLE_NANOS = 240_000_000_000L;

  private BenchWorld() {}

  static World of(int flowCapacity) {
    Settings settings =
        Settings.DEFAULTS
            .withReplication(Replication.DEFAULTS.with(Replication.Mode.NONE))
            .withMuxFlowCapacity(flowCapacity);
    return new World(
        List.of(new RouterSpec("router-1", Ipv4Address.parse("100.64.1.1"))),
        List.of(new MuxSpec(MUX, MUX_ADDRESS)),
        List.of(new HostSpec("host-a", HOST)),
        new ControllerSpec(CONTROLLER, Ipv4Address.parse("100.64.0.1")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new InternetClient("client", Ipv4Address.parse("141.192.166.93"))),
        settings);
  }

  static Ipv4Address backend(int i) {
    return new Ipv4Address(Ipv4Address.parse("10.0.1.4").bits() + i);
  }

  static GoalState goal() {
    List<Backend> backends = new ArrayList<>();
    for (int i = 0; i < BACKENDS; i++) {
      backends.add(new Backend("vm" + i + "/eth0", backend(i), VNI));
    }
    FrontendRule rule =
        new FrontendRule(
            "ssh",
            FRONTEND,
            Ipv4.TCP,
            PORT,
            PORT,
            Distribution.DEFAULT,
            IDLE_NANOS,
            false,
            HealthProbe.NONE,
            backends);
    return new GoalState(1, List.of(rule), List.of());
  }

  static AddressResolved resolved(int i) {
    Ipv4Address address = backend(i);
    return new AddressResolved(VNI, address, HOST, "host-a", MacAddress.of(address));
  }
}
