package io.azimux.cluster.attach;

import io.azimux.cluster.host.Door;
import io.azimux.cluster.host.Doors;
import io.azimux.cluster.wire.PacketBatch;
import io.azimux.cluster.wire.ToElement;
import io.azimux.gateway.socket.Sender;
import io.azimux.gateway.socket.Transport;
import io.azimux.gateway.socket.TunnelSocket;
import io.azimux.gateway.socket.TunnelSockets;
import io.azimux.topology.Attached.Endpoint;
import io.azimux.topology.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The open sockets of a process, and which element's door leads through which. */
public final class AttachPoints implements Doors, AutoCloseable {
  private final Map<String, ActorRef<ToElement>> actors = new ConcurrentHashMap<>();
  private final Map<String, List<TunnelSocket>> byElement = new LinkedHashMap<>();
  private final @Nullable TunnelSockets sockets;

  private AttachPoints(World world, List<String> elements, Transport transport) throws IOException {
    List<AttachPoint> points = AttachPoint.of(world, elements);
    sockets = points.isEmpty() ? null : TunnelSockets.of(transport);
    if (sockets != null) {
      openAll(sockets, points);
    }
  }

  /**
   * Opens the sockets of all guests outside of these elements; none where there are no such guests.
   *
   * @throws IOException naming the guest and the address, where one cannot be opened; then none is
   */
  public static AttachPoints open(World world, List<String> elements, Transport transport)
      throws IOException {
    return new AttachPoints(world, elements, transport);
  }

  private void openAll(TunnelSockets open, List<AttachPoint> points) throws IOException {
    Map<Endpoint, List<AttachPoint>> byListen = new LinkedHashMap<>();
    for (AttachPoint point : points) {
      byListen.computeIfAbsent(point.attached().listen(), at -> new ArrayList<>()).add(point);
    }
    Map<Endpoint, TunnelSocket> opened = new LinkedHashMap<>();
    for (Map.Entry<Endpoint, List<AttachPoint>> entry : byListen.entrySet()) {
      opened.put(entry.getKey(), open(open, entry.getKey(), entry.getValue()));
    }
    for (AttachPoint point : points) {
      byElement
          .computeIfAbsent(point.element(), any -> new ArrayList<>())
          .add(opened.get(point.attached().listen()));
    }
  }

  private TunnelSocket open(TunnelSockets open, Endpoint listen, List<AttachPoint> points)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(listen.address().toString(), listen.port());
    try {
      return open.open(address, new Arrivals(points, this::deliver));
    } catch (IOException failure) {
      open.close();
      throw new IOException(failure.getMessage() + " (for " + points.get(0).name() + ")", failure);
    }
  }

  private void deliver(PacketBatch batch) {
    ActorRef<ToElement> actor = actors.get(batch.to());
    if (actor != null) {
      actor.tell(batch);
    }
  }

  @Override
  public List<Door> of(String element) {
    List<Door> doors = new ArrayList<>();
    byElement.getOrDefault(element, List.of()).forEach(socket -> doors.add(door(socket.sender())));
    return doors;
  }

  private static Door door(Sender sender) {
    return new Door() {
      @Override
      public boolean send(byte[] bytes, int at, int length) {
        return sender.send(bytes, at, length);
      }

      @Override
      public void flush() {
        sender.flush();
      }
    };
  }

  @Override
  public void attach(String element, ActorRef<ToElement> actor) {
    if (byElement.containsKey(element)) {
      actors.put(element, actor);
    }
  }

  @Override
  public void detach(String element, ActorRef<ToElement> actor) {
    actors.remove(element, actor);
  }

  @Override
  public void close() {
    if (sockets != null) {
      sockets.close();
    }
  }
}
