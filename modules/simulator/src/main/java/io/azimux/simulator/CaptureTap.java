package io.azimux.simulator;

import io.azimux.packet.capture.PcapngWriter;
import io.azimux.topology.Wiring;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes what passes through interfaces to pcapng files, one for each interface: {@code
 * ELEMENT-PORT.pcapng}, a slash of a port's name written as {@code _}.
 */
public final class CaptureTap implements Tap, Closeable {
  private record Interface(PcapngWriter writer, int number) {}

  private final Map<String, List<Interface>> byElement = new LinkedHashMap<>();
  private final List<Path> files = new ArrayList<>();

  /**
   * Opens the files.
   *
   * @param directory exists
   * @param elements says of which elements, by name, the interfaces are captured
   * @throws IOException where a file cannot be written
   */
  public static CaptureTap open(Wiring wiring, Path directory, Predicate<String> elements)
      throws IOException {
    CaptureTap tap = new CaptureTap();
    for (Wiring.Element element : wiring.elements()) {
      if (elements.test(element.name())) {
        tap.add(element, directory);
      }
    }
    return tap;
  }

  /** Name of the file of an interface. */
  public static String fileName(String element, String port) {
    return element + "-" + port.replace('/', '_') + ".pcapng";
  }

  private void add(Wiring.Element element, Path directory) throws IOException {
    List<Interface> interfaces = new ArrayList<>();
    for (Wiring.Port port : element.ports()) {
      Path file = directory.resolve(fileName(element.name(), port.name()));
      PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file));
      interfaces.add(
          new Interface(writer, writer.addInterface(element.name() + "/" + port.name())));
      files.add(file);
    }
    byElement.put(element.name(), interfaces);
  }

  /** The files, in the order of the wiring. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  @Override
  public void frame(
      long nanos, String element, int port, boolean outbound, byte[] bytes, int start, int length) {
    List<Interface> interfaces = byElement.get(element);
    if (interfaces == null) {
      return;
    }
    Interface captured = interfaces.get(port);
    try {
      captured.writer().packet(captured.number(), nanos, bytes, start, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (List<Interface> interfaces : byElement.values()) {
      for (Interface captured : interfaces) {
        captured.writer().close();
      }
    }
  }
}
