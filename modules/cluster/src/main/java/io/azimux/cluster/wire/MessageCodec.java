package io.azimux.cluster.wire;

import io.azimux.cluster.proto.Messages;
import io.azimux.node.message.AddressResolved;
import io.azimux.node.message.ClientCommand;
import io.azimux.node.message.FlowOwnership;
import io.azimux.node.message.FlowSync;
import io.azimux.node.message.GoalState;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.message.ResolveAddress;
import io.azimux.packet.Ipv4Address;

/** Messages between elements to and from their Protobuf form. */
final class MessageCodec {
  private MessageCodec() {}

  static Messages.PeerMessage encode(Told told) {
    Messages.PeerMessage.Builder builder =
        Messages.PeerMessage.newBuilder().setTo(told.to()).setFrom(told.from());
    encode(told.message(), builder);
    return builder.build();
  }

  static void encode(PeerMessage message, Messages.PeerMessage.Builder out) {
    if (message instanceof GoalState goal) {
      out.setGoalState(PolicyCodec.encode(goal));
    } else if (message instanceof ResolveAddress resolve) {
      out.getResolveAddressBuilder().setVni(resolve.vni()).setCustomer(resolve.customer().bits());
    } else if (message instanceof AddressResolved resolved) {
      out.setAddressResolved(SharedCodec.encode(resolved));
    } else if (message instanceof ClientCommand command) {
      encode(command, out);
    } else if (message instanceof OperatorCommand command) {
      OrderCodec.encode(command, out);
    } else if (!FlowCodec.encode(message, out) && !SharedCodec.encode(message, out)) {
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

  static PeerMessage body(Messages.PeerMessage message) {
    return switch (message.getBodyCase()) {
      case GOAL_STATE -> PolicyCodec.decode(message.getGoalState());
      case RESOLVE_ADDRESS ->
          new ResolveAddress(
              message.getResolveAddress().getVni(),
              new Ipv4Address(message.getResolveAddress().getCustomer()));
      case ADDRESS_RESOLVED -> SharedCodec.decode(message.getAddressResolved());
      case OPEN_TRACED -> decode(message.getOpenTraced());
      case OPEN_MANY -> decode(message.getOpenMany());
      case ROUTING_BYTES -> SharedCodec.decode(message.getRoutingBytes());
      case FLOW_BATCH -> FlowCodec.decode(message.getFlowBatch());
      case FLOW_PULL -> new FlowSync.Pull(message.getFlowPull().getCursor());
      case FLOW_PART -> FlowCodec.decode(message.getFlowPart());
      case FLOW_NOTHING -> new FlowSync.Empty();
      case FLOW_KEEP -> new FlowOwnership.Keep(FlowCodec.rows(message.getFlowKeep().getRows()));
      case FLOW_ASK -> new FlowOwnership.Ask(FlowCodec.keys(message.getFlowAsk().getKeys()));
      case FLOW_TELL -> new FlowOwnership.Tell(FlowCodec.rows(message.getFlowTell().getRows()));
      case SHARED_VALUE -> SharedCodec.decode(message.getSharedValue());
      case HOST_HEALTH -> SharedCodec.decode(message.getHostHealth());
      case PLACES -> SharedCodec.decode(message.getPlaces());
      case SET_IP_FORWARD -> new OperatorCommand.SetIpForward(message.getSetIpForward().getOn());
      case SET_LISTENING ->
          new OperatorCommand.SetListening(
              message.getSetListening().getPort(), message.getSetListening().getOn());
      case SET_POOL -> OrderCodec.decode(message.getSetPool());
      case DRAIN -> new OperatorCommand.Drain();
      case DRAINED -> new OperatorCommand.Drained();
      case BODY_NOT_SET ->
          throw new IllegalArgumentException(
              "message from '" + message.getFrom() + "' has no body that this version knows");
    };
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
