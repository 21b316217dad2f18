package io.azimux.experiment.walk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.azimux.node.Step;
import io.azimux.node.trace.Hop;
import io.azimux.node.trace.PacketPath;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.topology.Wiring;

/**
 * A walk as JSON: {@code packets[].hops[].steps[]}, each step with its {@code kind} and the number
 * of the step in the text ({@code number}, whose meaning stands in {@code meanings[]}) and in words
 * ({@code lines[]}); {@code facts[]} at the end. Addresses and flows are strings.
 */
public final class WalkJson {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Ipv4Address.class, ToStringSerializer.instance)
                  .addSerializer(FiveTuple.class, ToStringSerializer.instance));

  private final WalkSteps numbers;
  private final StepText words;

  private WalkJson(WalkResult walk) {
    numbers = new WalkSteps(Wiring.of(walk.scenario().world()));
    words = new StepText(walk);
  }

  /** Renders. */
  public static String render(WalkResult walk) {
    ObjectNode root = JSON.createObjectNode();
    root.put("scenario", walk.scenario().name());
    root.put("engine", walk.engine());
    root.put("completed", walk.completed());
    walk.liveBackends().forEach(root.putArray("liveBackends")::add);
    WalkSteps.MEANINGS.forEach(root.putArray("meanings")::add);
    ArrayNode packets = root.putArray("packets");
    WalkJson json = new WalkJson(walk);
    walk.trace().packets().forEach(path -> json.path(packets.addObject(), path));
    root.set("facts", JSON.valueToTree(WalkFacts.of(walk)));
    try {
      return JSON.writeValueAsString(root) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a walk cannot be written as JSON", e);
    }
  }

  private void path(ObjectNode node, PacketPath path) {
    node.put("packet", path.packet());
    node.put("end", path.end().map(end -> end.label()).orElse("unknown"));
    ArrayNode hops = node.putArray("hops");
    for (int i = 0; i < path.hops().size(); i++) {
      Hop hop = path.hops().get(i);
      ObjectNode child = hops.addObject();
      child.put("hop", hop.number());
      child.put("element", hop.element());
      child.put("missing", hop.isMissing());
      ArrayNode steps = child.putArray("steps");
      for (Step step : hop.steps()) {
        ObjectNode value = steps.addObject();
        value.put("number", numbers.number(numbers.number(path, i), hop, step));
        value.put("kind", step.getClass().getSimpleName());
        value.setAll((ObjectNode) JSON.valueToTree(step));
        value.set("lines", JSON.valueToTree(words.lines(step)));
      }
    }
  }
}
