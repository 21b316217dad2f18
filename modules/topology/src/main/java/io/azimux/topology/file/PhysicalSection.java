package io.azimux.topology.file;

import io.azimux.packet.Ipv4Address;
import io.azimux.topology.ControllerSpec;
import io.azimux.topology.HostSpec;
import io.azimux.topology.InternetClient;
import io.azimux.topology.MuxSpec;
import io.azimux.topology.RouterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Reads routers, MUXes, hosts, the controller and the clients: names with addresses. */
final class PhysicalSection {
  /** Kind of every name that runs: such names share one space. */
  static final String ELEMENT = "element";

  static final String MUX = "MUX";
  static final String HOST = "host";
  static final String CLIENT = "client";

  private final Names names;

  private final AttachedSection attached;

  PhysicalSection(Names names, AttachedSection attached) {
    this.names = names;
    this.attached = attached;
  }

  List<RouterSpec> routers(Value list) {
    return read(list, "router", RouterSpec::new);
  }

  List<MuxSpec> muxes(Value list) {
    List<MuxSpec> muxes = new ArrayList<>();
    for (Value item : list.items()) {
      Fields fields = item.fields("name", "address", "standby");
      boolean standby = fields.optional("standby").truth(false);
      muxes.add(one(fields, MUX, (name, address) -> new MuxSpec(name, address, standby)));
    }
    if (list.isPresent() && muxes.stream().allMatch(MuxSpec::standby)) {
      list.problem("at least one MUX that starts with the others is needed");
    }
    return muxes;
  }

  List<HostSpec> hosts(Value list) {
    return read(list, HOST, HostSpec::new);
  }

  List<InternetClient> clients(Value list) {
    List<InternetClient> clients = new ArrayList<>();
    for (Value item : list.items()) {
      Fields fields = item.fields("name", "address", AttachedSection.KEY);
      InternetClient client = one(fields, CLIENT, InternetClient::new);
      clients.add(
          new InternetClient(
              client.name(),
              client.address(),
              attached.read(fields.optional(AttachedSection.KEY), client.name())));
    }
    return atLeastOne(clients, list, CLIENT);
  }

  ControllerSpec controller(Value value) {
    return one(value, "controller", ControllerSpec::new);
  }

  private <T> List<T> read(Value list, String kind, BiFunction<String, Ipv4Address, T> make) {
    List<T> specs = new ArrayList<>();
    list.items().forEach(item -> specs.add(one(item, kind, make)));
    return atLeastOne(specs, list, kind);
  }

  private static <T> List<T> atLeastOne(List<T> specs, Value list, String kind) {
    if (specs.isEmpty() && list.isPresent()) {
      list.problem("at least one " + kind + " is needed");
    }
    return specs;
  }

  private <T> T one(Value value, String kind, BiFunction<String, Ipv4Address, T> make) {
    return one(value.fields("name", "address"), kind, make);
  }

  private <T> T one(Fields fields, String kind, BiFunction<String, Ipv4Address, T> make) {
    String name = fields.required("name").name();
    names.declare(ELEMENT, name, fields.required("name"));
    names.declare(kind, name, fields.required("name"));
    Value at = fields.required("address");
    Ipv4Address address = at.address();
    boolean client = kind.equals(CLIENT);
    if (client) {
      Addresses.requirePublic(address, at);
    } else {
      Addresses.requirePrivate(address, at);
    }
    names.declare(client ? Addresses.PUBLIC : Addresses.PROVIDER, address.toString(), at);
    return make.apply(name, address);
  }
}
