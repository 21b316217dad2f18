package io.azimux.simulator;

import io.azimux.node.message.PeerMessage;

/** Hears what elements tell somebody who is no element: an operator who gave them an order. */
@FunctionalInterface
public interface MailListener {
  /** A message. */
  void mail(long nanos, String from, String to, PeerMessage message);
}
