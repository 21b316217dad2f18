package io.azimux.cluster.wire;

import io.azimux.cluster.proto.Messages;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.HealthReport;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.ResolveAddress;
import io.azimux.node.message.RouteAnnouncement;
import io.azimux.node.message.Subscribe;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;

/** Messages between elements to and from their Protobuf form. */
final class MessageCodec {
  private MessageCodec() {}

  static Messages.PeerMessage encode(Told told) {
    Messages.PeerMessage.Builder builder =
        Messages.PeerMessage.newBuilder().setTo(told.to()).setFrom(told.from());
    encode(told.message(), builder);
    return builder.build();
  }

  private static void encode(PeerMessage message, Messages.PeerMessage.Builder out) {
    if (message instanceof RouteAnnouncement routes) {
      out.getRouteAnnouncementBuilder()
          .addAllPrefixes(PolicyCodec.prefixes(routes.prefixes()))
          .setHoldNanos(routes.holdNanos());
    } else if (message instanceof GoalState goal) {
      out.setGoalState(PolicyCodec.encode(goal));
    } else if (message instanceof ResolveAddress resolve) {
      out.getResolveAddressBuilder().setVni(resolve.vni()).setCustomer(resolve.customer().bits());
    } else if (message instanceof AddressResolved resolved) {
      out.getAddressResolvedBuilder()
          .setVni(resolved.vni())
          .setCustomer(resolved.customer().bits())
          .setHost(resolved.host().bits())
          .setHostName(resolved.hostName())
          .setMac(resolved.mac().bits());
    } else if (message instanceof HealthReport report) {
      out.getHealthReportBuilder()
          .setBackend(report.backend())
          .setProbe(report.probe())
          .setHealthy(report.healthy());
    } else if (message instanceof Subscribe subscribe) {
      out.getSubscribeBuilder().setVersion(subscribe.version());
    } else if (message instanceof ClientCommand command) {
      encode(command, out);
    } else {
      throw new IllegalArgumentException("no wire form for " + message.getClass().getName());
    }
  }

  private static void encode(ClientCommand command, Messages.PeerMessage.Builder out) {
    if (command instanceof ClientCommand.OpenTraced open) {
      out.getOpenTracedBuilder()
          .setTrace(open.trace())
          .setSourcePort(open.sourcePort())
          .setDestination(open.destination().bits())
          .setPort(open.port());
    } else if (command instanceof ClientCommand.OpenMany open) {
      out.getOpenManyBuilder()
          .setConnections(open.connections())
          .setOpenEveryNanos(open.openEveryNanos())
          .setKeystrokeEveryNanos(open.keystrokeEveryNanos())
          .setLinesPerConnection(open.linesPerConnection())
          .setLineBytes(open.lineBytes())
          .setDestination(open.destination().bits())
          .setPort(open.port());
    } else {
      throw new IllegalArgumentException("no wire form for " + command.getClass().getName());
    }
  }

  static Told decode(Messages.PeerMessage message) {
    return new Told(message.getTo(), message.getFrom(), body(message));
  }

  private static PeerMessage body(Messages.PeerMessage message) {
    return switch (message.getBodyCase()) {
      case ROUTE_ANNOUNCEMENT -> {
        Messages.RouteAnnouncement routes = message.getRouteAnnouncement();
        yield new RouteAnnouncement(
            PolicyCodec.prefixesOf(routes.getPrefixesList()), routes.getHoldNanos());
      }
      case GOAL_STATE -> PolicyCodec.decode(message.getGoalState());
      case RESOLVE_ADDRESS ->
          new ResolveAddress(
              message.getResolveAddress().getVni(),
              new Ipv4Address(message.getResolveAddress().getCustomer()));
      case ADDRESS_RESOLVED -> decode(message.getAddressResolved());
      case HEALTH_REPORT ->
          new HealthReport(
              message.getHealthReport().getBackend(),
              message.getHealthReport().getProbe(),
              message.getHealthReport().getHealthy());
      case SUBSCRIBE -> new Subscribe(message.getSubscribe().getVersion());
      case OPEN_TRACED -> decode(message.getOpenTraced());
      case OPEN_MANY -> decode(message.getOpenMany());
      case BODY_NOT_SET ->
          throw new IllegalArgumentException(
              "message from '" + message.getFrom() + "' has no body that this version knows");
    };
  }

  private static AddressResolved decode(Messages.AddressResolved resolved) {
    return new AddressResolved(
        resolved.getVni(),
        new Ipv4Address(resolved.getCustomer()),
        new Ipv4Address(resolved.getHost()),
        resolved.getHostName(),
        new MacAddress(resolved.getMac()));
  }

  private static ClientCommand decode(Messages.OpenTraced open) {
    return new ClientCommand.OpenTraced(
        open.getTrace(),
        open.getSourcePort(),
        new Ipv4Address(open.getDestination()),
        open.getPort());
  }

  private static ClientCommand decode(Messages.OpenMany open) {
    return new ClientCommand.OpenMany(
        open.getConnections(),
        open.getOpenEveryNanos(),
        open.getKeystrokeEveryNanos(),
        open.getLinesPerConnection(),
        open.getLineBytes(),
        new Ipv4Address(open.getDestination()),
        open.getPort());
  }
}
