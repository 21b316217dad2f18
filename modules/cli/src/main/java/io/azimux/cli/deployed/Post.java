package io.azimux.cli.deployed;

import io.azimux.cli.fleet.Carrier;
import java.net.URI;
import java.util.List;

/**
 * Where a process is.
 *
 * @param url which of the unit's addresses leads there from here
 * @param name its name in the plan
 * @param address by which the other processes know it; empty before it has said so
 */
record Post(Unit unit, int url, String name, List<String> elements, String address) {
  Post {
    elements = List.copyOf(elements);
  }

  Carrier carrier() {
    return new Carrier(name, elements, unit.life(), unit.place(), address);
  }

  URI uri() {
    if (unit.urls().isEmpty()) {
      throw new IllegalArgumentException(unit.place() + " is on no network");
    }
    return unit.urls().get(Math.min(url, unit.urls().size() - 1));
  }
}
