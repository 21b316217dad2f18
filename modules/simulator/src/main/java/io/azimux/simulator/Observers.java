package io.azimux.simulator;

import io.azimux.node.Disposition;
import io.azimux.node.Fact;
import io.azimux.node.Step;
import io.azimux.node.message.PeerMessage;
import io.azimux.node.trace.TraceCollector;
import java.util.ArrayList;
import java.util.List;

/** Everybody who watches a simulation. Costs next to nothing where nobody does. */
final class Observers {
  final List<Tap> taps = new ArrayList<>();
  final List<FactListener> facts = new ArrayList<>();
  final List<DropListener> drops = new ArrayList<>();
  final List<MailListener> mails = new ArrayList<>();
  final List<Journal> journals = new ArrayList<>();
  final TraceCollector traces = new TraceCollector();
  private long number;

  void fact(long nanos, String element, Fact fact) {
    for (FactListener listener : facts) {
      listener.fact(nanos, element, fact);
    }
  }

  void drop(long nanos, String element, Disposition disposition) {
    for (DropListener listener : drops) {
      listener.drop(nanos, element, disposition);
    }
  }

  void outside(long nanos, String from, String to, PeerMessage message) {
    for (MailListener listener : mails) {
      listener.mail(nanos, from, to, message);
    }
  }

  void frame(
      long nanos, String element, int port, boolean outbound, byte[] bytes, int start, int length) {
    for (Tap tap : taps) {
      tap.frame(nanos, element, port, outbound, bytes, start, length);
    }
  }

  void step(int mark, String element, Step step, long nanos) {
    if (mark != 0) {
      traces.add(mark, element, step, nanos);
    }
  }

  boolean isJournaled() {
    return !journals.isEmpty();
  }

  void event(long nanos, String kind, String element, long detail) {
    if (journals.isEmpty()) {
      return;
    }
    Journal.Event event = new Journal.Event(number++, nanos, kind, element, detail);
    for (Journal journal : journals) {
      journal.event(event);
    }
  }
}
