package io.azimux.experiment.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.experiment.Ansi;
import io.azimux.experiment.Runs;
import io.azimux.node.Disposition;
import io.azimux.node.PacketSummary;
import io.azimux.node.Step;
import io.azimux.node.TraceMark;
import io.azimux.node.trace.TraceCollector;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.Tcp;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkRendererTest {
  private static final FiveTuple FLOW =
      new FiveTuple(
          Ipv4Address.parse("141.192.166.93"), Ipv4Address.parse("20.240.9.27"), 6, 49567, 22);

  /** A SYN that left the client, crossed a router of which nothing is known, and died at a MUX. */
  private static WalkResult broken() {
    TraceCollector collector = new TraceCollector();
    int mark = TraceMark.first(1);
    PacketSummary syn = new PacketSummary(FLOW, Tcp.SYN, 64, 54, null);
    collector.add(mark, "remote-pc", new Step.Sent("to-router-1", syn), 0);
    collector.add(mark + 2, "mux-1", new Step.Received("to-router-1", syn), 2);
    collector.add(mark + 2, "mux-1", new Step.Finished(Disposition.NO_RULE, "port 23"), 2);
    return new WalkResult(
        Runs.scenario(), "simulator", List.of(), false, collector.trace(1).orElseThrow());
  }

  @Test
  void aWalkThatWentWrongSaysWhereAndWhatItDidNotShow() {
    String text = WalkRenderer.render(broken(), Ansi.OFF);
    assertThat(text)
        .contains(
            "(not seen)", "no steps arrived from this hop", "end                no rule: port 23")
        .contains("NO   return crossed no MUX", "1 of 3 packets, 1 hops missing")
        .doesNotContain("yes  ");
  }

  @Test
  void factsOfABrokenWalkDoNotHold() {
    assertThat(WalkFacts.of(broken())).hasSize(7).noneMatch(WalkFact::holds);
    assertThat(WalkJson.render(broken())).contains("\"missing\" : true", "\"end\" : \"no_rule\"");
    assertThat(WalkJson.render(broken())).contains("\"label\" : \"end\"", "no rule");
  }

  @Test
  void aRuleOfIptablesIsShownWithoutWhatItsLabelSays() {
    Step.RuleMatched rule =
        new Step.RuleMatched(
            "nat POSTROUTING",
            "sudo iptables -t nat -A POSTROUTING -s 141.192.166.93 -o eth1 -j MASQUERADE",
            "MASQUERADE");
    assertThat(new StepText(broken()).lines(rule))
        .containsExactly(
            new StepText.Line("nat POSTROUTING", "-s 141.192.166.93 -o eth1 -j MASQUERADE"));
  }
}
