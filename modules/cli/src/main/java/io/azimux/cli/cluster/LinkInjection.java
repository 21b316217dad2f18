package io.azimux.cli.cluster;

import io.azimux.cluster.chaos.LinkFault;
import io.azimux.cluster.chaos.LinkState;
import io.azimux.cluster.http.Status;
import io.azimux.experiment.FaultRecord;
import io.azimux.experiment.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cut or an impairment: the sender's process counts what it stopped or held back, and the
 * receiver's process hears nothing meanwhile.
 */
final class LinkInjection extends Injection {
  /** What the sender had stopped and the receiver had heard when first asked. */
  private record Before(long stopped, long arrived) {}

  private final List<LinkFault> faults;
  private final Map<String, Before> before = new LinkedHashMap<>();

  LinkInjection(Ledger ledger, FaultRecord record, List<LinkFault> faults) {
    super(ledger, record);
    this.faults = List.copyOf(faults);
  }

  @Override
  void look(Map<String, Status> statuses) {
    for (LinkFault fault : faults) {
      LinkState sender = state(statuses, fault, fault.from());
      LinkState receiver = state(statuses, fault, fault.to());
      if (sender != null && stopped(sender) + sender.delayed() > 0) {
        prove(fault.from(), fault.cut() ? "sends nothing to " + fault.to() : "link suffers");
      }
      if (fault.cut() && sender != null && receiver != null) {
        Before first =
            before.computeIfAbsent(
                fault.link(), link -> new Before(stopped(sender), receiver.arrived()));
        // Something was sent meanwhile, and nothing of it came.
        if (stopped(sender) > first.stopped() && receiver.arrived() == first.arrived()) {
          prove(fault.to(), "hears nothing from " + fault.from());
        }
      }
    }
  }

  private static long stopped(LinkState state) {
    return state.lost() + state.messages();
  }

  /** The link as the process of one of its ends has it. */
  private static @org.jspecify.annotations.Nullable LinkState state(
      Map<String, Status> statuses, LinkFault fault, String element) {
    for (Status status : statuses.values()) {
      if (status.element(element) != null) {
        for (LinkState state : status.chaos().links()) {
          if (state.from().equals(fault.from()) && state.to().equals(fault.to())) {
            return state;
          }
        }
      }
    }
    return null;
  }
}
