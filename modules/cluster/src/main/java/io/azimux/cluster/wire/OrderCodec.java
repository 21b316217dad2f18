package io.azimux.cluster.wire;

import io.azimux.cluster.proto.Messages;
import io.azimux.node.message.OperatorCommand;
import io.azimux.node.message.PeerMessage;

/** What operators want, to its Protobuf form and back. */
final class OrderCodec {
  private OrderCodec() {}

  static void encode(OperatorCommand command, Messages.PeerMessage.Builder out) {
    if (command instanceof OperatorCommand.SetIpForward set) {
      out.getSetIpForwardBuilder().setOn(set.on());
    } else if (command instanceof OperatorCommand.SetListening set) {
      out.getSetListeningBuilder().setPort(set.port()).setOn(set.on());
    } else if (command instanceof OperatorCommand.SetPool set) {
      out.getSetPoolBuilder()
          .setLoadBalancer(set.loadBalancer())
          .setPool(set.pool())
          .addAllMembers(set.members());
    } else if (command instanceof OperatorCommand.Drain) {
      out.getDrainBuilder();
    } else if (command instanceof OperatorCommand.Drained) {
      out.getDrainedBuilder();
    } else {
      throw new IllegalArgumentException("no wire form for " + command.getClass().getName());
    }
  }

  static PeerMessage decode(Messages.SetPool set) {
    return new OperatorCommand.SetPool(
        set.getLoadBalancer(), set.getPool(), set.getMembersList().stream().toList());
  }
}
