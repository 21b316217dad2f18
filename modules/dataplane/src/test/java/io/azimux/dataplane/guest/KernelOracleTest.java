package io.azimux.dataplane.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.azimux.node.RandomSource;
import io.azimux.packet.FiveTuple;
import io.azimux.packet.Tcp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's iptables say what an NVA does to a packet; ours must do the same. */
class KernelOracleTest {
  private static final String CLIENT = "141.192.166.93:49567";
  private static final String TUPLE = CLIENT + " > 10.0.1.4:22";
  private static final List<String> SEED = List.of(GuestLab.DNAT, GuestLab.MASQUERADE);

  private static final Path REPORT = Path.of("target", "oracle.txt");

  /** Mostly what a TCP sends, and some that none does. */
  private static final int[] FLAGS = {
    Tcp.SYN,
    Tcp.SYN,
    Tcp.SYN | Tcp.ACK,
    Tcp.ACK,
    Tcp.ACK,
    Tcp.ACK | Tcp.PSH,
    Tcp.FIN | Tcp.ACK,
    Tcp.RST,
    Tcp.RST | Tcp.ACK,
    Tcp.SYN | Tcp.FIN,
    Tcp.FIN,
    0
  };

  @BeforeAll
  static void whereNamespacesArePermitted() throws IOException {
    Files.deleteIfExists(REPORT);
    String obstacle = LinuxNva.obstacle();
    assumeTrue(obstacle.isEmpty(), "no namespace for the kernel's iptables: " + obstacle);
  }

  @Test
  void theConnectionOfTheTextIsTranslatedAlike() {
    try (NvaPair pair = new NvaPair(SEED, true, false)) {
      Dialogue dialogue = dialogue(pair, 0, GuestLab.tcp(TUPLE));
      dialogue.forward(Tcp.SYN);
      assertThat(dialogue.isOpen()).isTrue();
      dialogue.back(Tcp.SYN | Tcp.ACK);
      dialogue.forward(Tcp.ACK);
      dialogue.forward(Tcp.ACK | Tcp.PSH, 1, 2, 3);
      dialogue.back(Tcp.ACK | Tcp.PSH, 4, 5);
      dialogue.forward(Tcp.FIN | Tcp.ACK);
      dialogue.back(Tcp.FIN | Tcp.ACK);
      dialogue.forward(Tcp.ACK);
      dialogue.forward(Tcp.SYN);
    }
  }

  /**
   * The kernel lets such a SYN pass as part of the connection that was reset, and waits for the
   * answer to believe in it; ours begins anew at once. Both translate alike.
   */
  @Test
  void aClientThatWasResetOpensAnew() {
    try (NvaPair pair = new NvaPair(SEED, true, false)) {
      Dialogue dialogue = dialogue(pair, 0, GuestLab.tcp(TUPLE));
      dialogue.forward(Tcp.SYN);
      dialogue.back(Tcp.SYN | Tcp.ACK);
      dialogue.forward(Tcp.ACK);
      dialogue.back(Tcp.RST | Tcp.ACK);
      dialogue.forward(Tcp.SYN);
      dialogue.back(Tcp.SYN | Tcp.ACK);
      dialogue.forward(Tcp.ACK);
      dialogue.back(Tcp.ACK | Tcp.PSH, 1, 2, 3);
      dialogue.forward(Tcp.RST);
    }
  }

  /** A refused SYN leaves nothing behind. */
  @Test
  void aRefusedConnectionIsForgotten() {
    try (NvaPair pair = new NvaPair(SEED, true, false)) {
      Dialogue dialogue = dialogue(pair, 0, GuestLab.tcp(TUPLE));
      dialogue.forward(Tcp.SYN);
      dialogue.back(Tcp.RST | Tcp.ACK);
      dialogue.back(Tcp.RST | Tcp.ACK);
      dialogue.forward(Tcp.SYN);
      dialogue.back(Tcp.SYN | Tcp.ACK);
    }
  }

  /** Both ends open at once. */
  @Test
  void synsMayCross() {
    try (NvaPair pair = new NvaPair(SEED, true, false)) {
      Dialogue dialogue = dialogue(pair, 0, GuestLab.tcp(TUPLE));
      dialogue.forward(Tcp.SYN);
      dialogue.back(Tcp.SYN);
      dialogue.forward(Tcp.SYN | Tcp.ACK);
      dialogue.back(Tcp.ACK);
      dialogue.forward(Tcp.ACK | Tcp.PSH, 1);
    }
  }

  /** Clients with one port meet at one server; ranges of ports are kept. */
  @ParameterizedTest
  @ValueSource(ints = {80, 511, 600, 1023, 1024, 5000, 65_535})
  void aPortThatIsTakenIsExchangedWithinItsRange(int port) {
    try (NvaPair pair =
        new NvaPair(List.of("iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE"), true, false)) {
      List<Dialogue> dialogues = new ArrayList<>();
      for (int client = 1; client <= 20; client++) {
        String tuple = "1.2.3." + client + ":" + port + " > 10.0.2.6:" + (port < 1024 ? 2222 : 22);
        for (FiveTuple flow : List.of(GuestLab.tcp(tuple), GuestLab.udp(tuple))) {
          Dialogue dialogue = dialogue(pair, 0, flow);
          dialogue.forward(Tcp.SYN);
          dialogues.add(dialogue);
        }
      }
      for (Dialogue dialogue : dialogues) {
        dialogue.back(Tcp.SYN | Tcp.ACK);
        dialogue.forward(Tcp.ACK);
      }
    }
  }

  /** By the server, by a router in front of it, and by the client about answers. */
  @ParameterizedTest
  @ValueSource(ints = {8, 19, 20, 100})
  void anErrorAboutAConnectionIsTranslatedAsItIs(int quoted) {
    for (List<String> rules : List.of(SEED, List.of(GuestLab.DNAT), List.of(GuestLab.MASQUERADE))) {
      try (NvaPair pair = new NvaPair(rules, true, false)) {
        for (FiveTuple flow : List.of(GuestLab.tcp(TUPLE), GuestLab.udp(TUPLE))) {
          Dialogue dialogue = dialogue(pair, 0, flow);
          dialogue.forward(Tcp.SYN);
          if (dialogue.isOpen()) {
            dialogue.back(Tcp.SYN | Tcp.ACK);
            dialogue.forward(Tcp.ACK);
            dialogue.errorBack("10.0.2.6", quoted);
            dialogue.errorBack("10.0.2.1", quoted);
            dialogue.errorForward("141.192.166.93", quoted);
            dialogue.errorForward("5.5.5.5", quoted);
            dialogue.back(Tcp.ACK | Tcp.PSH, 1);
          }
        }
      }
    }
  }

  @Test
  void nothingIsSentOnWithoutIpForward() {
    try (NvaPair pair = new NvaPair(SEED, false, false)) {
      Dialogue dialogue = dialogue(pair, 0, GuestLab.tcp(TUPLE));
      dialogue.forward(Tcp.SYN);
      dialogue.forward(Tcp.ACK);
      assertThat(dialogue.isOpen()).isFalse();
    }
  }

  /** Frames that are odd in one way each. */
  @ParameterizedTest
  @EnumSource(Oddity.class)
  void anOddPacketEndsAlike(Oddity oddity) {
    try (NvaPair pair = new NvaPair(SEED, true, false)) {
      Dialogue dialogue = dialogue(pair, 0, GuestLab.tcp(TUPLE));
      dialogue.forward(oddity.frame(TUPLE));
      dialogue.forward(Tcp.SYN);
      dialogue.back(Tcp.SYN | Tcp.ACK);
      dialogue.forward(oddity.frame(TUPLE));
      dialogue.forward(oddity.frame("1.2.3.4:5000 > 8.8.8.8:53"));
      dialogue.forward(oddity.frame("1.2.3.4:5000 > 10.0.1.4:53"));
      dialogue.forward(Tcp.ACK);
    }
  }

  private static Dialogue dialogue(NvaPair pair, int nic, FiveTuple flow) {
    return new Dialogue(pair, nic, flow, "the rules of the test");
  }

  /** Worlds with rules drawn from a seed, and in each many connections at once, in any order. */
  @Test
  void whateverTheRulesPacketsEndAlike() throws IOException {
    long seed = Long.getLong("azimux.seed", 20230520);
    int worlds = Integer.getInteger("azimux.oracle", 40);
    report("seed " + seed + ", " + worlds + " sets of rules");
    RandomSource random = new RandomSource(seed);
    for (int world = 0; world < worlds; world++) {
      List<String> rules = new RandomRules(random).rules();
      boolean ipForward = random.chance(0.95);
      try (NvaPair pair = new NvaPair(rules, ipForward, true)) {
        String about =
            "seed %d, world %d, ip_forward %s: %s".formatted(seed, world, ipForward, rules);
        converse(pair, random, about);
        report(about + "\n  " + pair.summary());
      }
    }
  }

  private static void converse(NvaPair pair, RandomSource random, String about) {
    List<Dialogue> dialogues = new ArrayList<>();
    RandomRules flows = new RandomRules(random);
    for (int step = 0; step < 300; step++) {
      if (dialogues.isEmpty() || random.chance(0.2)) {
        int nic = random.chance(0.85) ? 0 : 1;
        dialogues.add(new Dialogue(pair, nic, flows.flow(nic), about).timeless());
      }
      Dialogue dialogue = dialogues.get(random.nextInt(dialogues.size()));
      int flags = FLAGS[random.nextInt(FLAGS.length)];
      if (dialogue.isReset() && flags == Tcp.SYN) {
        flags = Tcp.ACK; // see aClientThatWasResetOpensAnew
      }
      int[] payload = new int[random.nextInt(4)];
      if (dialogue.isOpen() && random.chance(0.5)) {
        dialogue.back(flags, payload);
      } else {
        dialogue.forward(flags, payload);
      }
    }
  }

  private static void report(String line) throws IOException {
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
