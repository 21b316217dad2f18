package io.azimux.cluster.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.azimux.cluster.proto.Messages;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.HostHealth;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.Places;
import io.azimux.node.message.RoutingBytes;
import io.azimux.node.message.SharedValue;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;

/** State that the whole cloud shares, and routing, to their Protobuf forms and back. */
final class SharedCodec {
  private SharedCodec() {}

  /** True where the message is of this kind and has been encoded. */
  static boolean encode(PeerMessage message, Messages.PeerMessage.Builder out) {
    if (message instanceof SharedValue shared) {
      Messages.PeerMessage.Builder value = Messages.PeerMessage.newBuilder();
      MessageCodec.encode(shared.value(), value);
      out.getSharedValueBuilder().setKey(shared.key()).setVersion(shared.version()).setValue(value);
    } else if (message instanceof HostHealth health) {
      out.getHostHealthBuilder()
          .setHost(health.host())
          .addAllReports(health.reports().stream().map(SharedCodec::encode).toList());
    } else if (message instanceof Places places) {
      out.getPlacesBuilder()
          .addAllAddresses(places.addresses().stream().map(SharedCodec::encode).toList());
    } else if (message instanceof RoutingBytes routing) {
      out.getRoutingBytesBuilder()
          .setConnection(routing.connection())
          .setKind(Messages.RoutingBytes.Kind.forNumber(routing.kind().ordinal() + 1))
          .setNumber(routing.number())
          .setAcknowledged(routing.acknowledged())
          .setData(UnsafeByteOperations.unsafeWrap(routing.bytes()));
    } else {
      return false;
    }
    return true;
  }

  static Messages.HealthReport encode(HealthReport report) {
    return Messages.HealthReport.newBuilder()
        .setBackend(report.backend())
        .setProbe(report.probe())
        .setHealthy(report.healthy())
        .build();
  }

  static Messages.AddressResolved encode(AddressResolved resolved) {
    return Messages.AddressResolved.newBuilder()
        .setVni(resolved.vni())
        .setCustomer(resolved.customer().bits())
        .setHost(resolved.host().bits())
        .setHostName(resolved.hostName())
        .setMac(resolved.mac().bits())
        .build();
  }

  static HealthReport decode(Messages.HealthReport report) {
    return new HealthReport(report.getBackend(), report.getProbe(), report.getHealthy());
  }

  static AddressResolved decode(Messages.AddressResolved resolved) {
    return new AddressResolved(
        resolved.getVni(),
        new Ipv4Address(resolved.getCustomer()),
        new Ipv4Address(resolved.getHost()),
        resolved.getHostName(),
        new MacAddress(resolved.getMac()));
  }

  static SharedValue decode(Messages.SharedValue shared) {
    return new SharedValue(
        shared.getKey(), shared.getVersion(), MessageCodec.body(shared.getValue()));
  }

  static HostHealth decode(Messages.HostHealth health) {
    return new HostHealth(
        health.getHost(), health.getReportsList().stream().map(SharedCodec::decode).toList());
  }

  static Places decode(Messages.Places places) {
    return new Places(places.getAddressesList().stream().map(SharedCodec::decode).toList());
  }

  static RoutingBytes decode(Messages.RoutingBytes routing) {
    RoutingBytes.Kind kind =
        switch (routing.getKind()) {
          case KIND_OPEN -> RoutingBytes.Kind.OPEN;
          case KIND_ACCEPT -> RoutingBytes.Kind.ACCEPT;
          case KIND_DATA -> RoutingBytes.Kind.DATA;
          case KIND_CLOSE, KIND_UNSPECIFIED, UNRECOGNIZED -> RoutingBytes.Kind.CLOSE;
        };
    return new RoutingBytes(
        routing.getConnection(),
        kind,
        routing.getNumber(),
        routing.getAcknowledged(),
        routing.getData().toByteArray());
  }
}
