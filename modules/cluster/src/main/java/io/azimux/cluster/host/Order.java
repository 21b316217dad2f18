package io.azimux.cluster.host;

import io.azimux.cluster.wire.ToElement;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the process an element runs in asks of its actor. Never leaves the process. */
sealed interface Order extends ToElement {
  /** A timer may be due. */
  record Tick() implements Order {}

  /** Answer with the element's readings. */
  record Measure(CompletableFuture<List<Reading>> answer) implements Order {}

  /** Withdraw from routing: the process is about to stop. Answer when that is said. */
  record Retire(CompletableFuture<Boolean> answer) implements Order {}

  /** Leave for good; the order with which a singleton is taken down. */
  record Stop() implements Order {}

  /** Copy frames from now on. */
  record StartCapture(Capture capture) implements Order {}

  /** Copy frames to this capture no more. */
  record StopCapture(Capture capture) implements Order {}
}
