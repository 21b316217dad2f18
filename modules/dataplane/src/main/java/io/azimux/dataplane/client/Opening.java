package io.azimux.dataplane.client;

import io.azimux.node.message.ClientCommand.OpenMany;

/** A command to open many connections, and how far it has been obeyed. */
final class Opening {
  final OpenMany command;
  final SessionPlan plan;
  int left;
  long nextAt;

  Opening(OpenMany command, long nowNanos) {
    this.command = command;
    this.plan = SessionPlan.of(command);
    this.left = command.connections();
    this.nextAt = nowNanos;
  }
}
