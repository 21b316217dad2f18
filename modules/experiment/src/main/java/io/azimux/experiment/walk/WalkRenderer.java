package io.azimux.experiment.walk;

import io.azimux.experiment.Ansi;
import io.azimux.node.Step;
import io.azimux.node.trace.Hop;
import io.azimux.node.trace.PacketPath;
import io.azimux.packet.FiveTuple;
import io.azimux.topology.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A walk as text of at most {@link #WIDTH} columns: for each packet its numbered steps, and at the
 * end what the walk had to show.
 */
public final class WalkRenderer {
  /** Widest line. */
  public static final int WIDTH = 110;

  private static final int NUMBER = 3;
  private static final int ELEMENT = 12;
  private static final int LABEL = 18;
  private static final int TEXT = WIDTH - NUMBER - ELEMENT - LABEL - 4;
  private static final String NEW_LINE = System.lineSeparator();
  private static final List<String> TITLES =
      List.of("SYN      forward", "SYN-ACK  return", "ACK      forward");

  private final WalkResult walk;
  private final Ansi ansi;
  private final WalkSteps steps;
  private final StepText words;
  private final StringBuilder text = new StringBuilder(8000);

  private WalkRenderer(WalkResult walk, Ansi ansi) {
    this.walk = walk;
    this.ansi = ansi;
    steps = new WalkSteps(Wiring.of(walk.scenario().world()));
    words = new StepText(walk);
  }

  /** Renders; the text ends with a line break. */
  public static String render(WalkResult walk, Ansi ansi) {
    WalkRenderer renderer = new WalkRenderer(walk, ansi);
    walk.trace().packets().forEach(renderer::path);
    renderer.facts();
    return renderer.text.toString();
  }

  private void path(PacketPath path) {
    text.append(ansi.bold(TITLES.get(path.packet()) + flow(path))).append(NEW_LINE);
    int lastNumber = 0;
    for (int i = 0; i < path.hops().size(); i++) {
      Hop hop = path.hops().get(i);
      int number = steps.number(path, i);
      String element = hop.element();
      if (hop.isMissing()) {
        heading(number, lastNumber);
        line(element, new StepText.Line("", "no steps arrived from this hop"));
        lastNumber = number;
      }
      for (Step step : hop.steps()) {
        int own = steps.number(number, hop, step);
        heading(own, lastNumber);
        lastNumber = own;
        for (StepText.Line line : words.lines(step)) {
          line(element, line);
          element = "";
        }
      }
    }
    text.append(NEW_LINE);
  }

  /** The flow as its sender sent it. */
  private static String flow(PacketPath path) {
    for (Hop hop : path.hops()) {
      for (Step step : hop.steps()) {
        if (step instanceof Step.Sent sent) {
          FiveTuple flow = sent.packet().flow();
          return "  " + flow;
        }
      }
    }
    return "";
  }

  private void heading(int number, int last) {
    if (number != last) {
      String title = String.format(Locale.ROOT, "%2d  %s", number, WalkSteps.MEANINGS.get(number));
      text.append(ansi.bold(title)).append(NEW_LINE);
    }
  }

  private void line(String element, StepText.Line line) {
    List<String> parts = wrap(line.text());
    for (int i = 0; i < parts.size(); i++) {
      text.append(" ".repeat(NUMBER + 1))
          .append(ansi.cyan(pad(i == 0 ? element : "", ELEMENT)))
          .append(' ')
          .append(ansi.dim(pad(i == 0 ? line.label() : "", LABEL)))
          .append(' ')
          .append(parts.get(i))
          .append(NEW_LINE);
    }
  }

  private static String pad(String value, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s", value);
  }

  /** Breaks a text at spaces; a word that is longer than a line is cut. */
  private static List<String> wrap(String whole) {
    List<String> parts = new ArrayList<>();
    String rest = whole;
    while (rest.length() > TEXT) {
      int space = rest.lastIndexOf(' ', TEXT);
      int cut = space > TEXT / 2 ? space : TEXT;
      parts.add(rest.substring(0, cut));
      rest = "  " + rest.substring(cut).strip();
    }
    parts.add(rest);
    return parts;
  }

  private void facts() {
    text.append(ansi.bold("Verify")).append(NEW_LINE);
    for (WalkFact fact : WalkFacts.of(walk)) {
      String answer = fact.holds() ? ansi.green("yes") : ansi.red("NO ");
      List<String> seen = wrap(fact.seen());
      text.append("    ").append(answer).append("  ").append(fact.claim()).append(NEW_LINE);
      for (String part : seen) {
        text.append("         ").append(ansi.dim(part)).append(NEW_LINE);
      }
    }
  }
}
