package io.azimux.cluster.host;

import io.azimux.cluster.wire.ToElement;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The doors of all elements of a process. An element's doors are numbered behind its wired ports;
 * what comes in by one is sent to its actor as packets of that port.
 */
public interface Doors {
  /** No element has any. */
  Doors NONE =
      new Doors() {
        @Override
        public List<Door> of(String element) {
          return List.of();
        }

        @Override
        public void attach(String element, ActorRef<ToElement> actor) {}

        @Override
        public void detach(String element, ActorRef<ToElement> actor) {}
      };

  /** The doors of an element, in order. */
  List<Door> of(String element);

  /** From now on this actor gets what comes for the element. */
  void attach(String element, ActorRef<ToElement> actor);

  /** This actor gets nothing any more. */
  void detach(String element, ActorRef<ToElement> actor);
}
