package io.azimux.dataplane.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.node.Measure;
import io.azimux.node.Meter;
import io.azimux.node.RandomSource;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.PacketArena;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many connections through a pipe that loses, doubles and reorders segments. Every byte is
 * compared, every connection must end, and the number of events is bounded.
 */
class LossyPipeTest {
  private static final long MS = 1_000_000L;

  /** Seeds of each row: 23150 connections in all. */
  private static final int SEEDS = 5;

  private static final Ipv4Address CLIENT = Ipv4Address.parse("141.192.166.93");
  private static final Ipv4Address SERVER = Ipv4Address.parse("10.0.1.4");

  /** A segment under way. */
  private record Flying(long at, long order, int packet, boolean toServer) {}

  /** What the client expects of each connection, by its tag. */
  private static final class Expectations implements Service {
    final RandomSource random;
    final byte[][] sent;
    final int[] written;
    final int[] echoed;
    final Ending[] endings;
    boolean wrong;

    Expectations(RandomSource random, int connections, int mostBytes) {
      this.random = random;
      sent = new byte[connections][];
      written = new int[connections];
      echoed = new int[connections];
      endings = new Ending[connections];
      for (int i = 0; i < connections; i++) {
        sent[i] = new byte[1 + random.nextInt(mostBytes)];
        for (int k = 0; k < sent[i].length; k++) {
          sent[i][k] = (byte) random.nextLong();
        }
        sent[i][0] = '\n'; // The shortest identification; it is not echoed.
      }
    }

    @Override
    public void onOpen(Connection c) {
      writeSome(c);
    }

    private void writeSome(Connection c) {
      int i = c.tag();
      int from = written[i];
      int wanted = Math.min(sent[i].length - from, 1 + random.nextInt(5000));
      written[i] += c.write(sent[i], from, wanted);
    }

    @Override
    public void onData(Connection c, byte[] bytes, int from, int length) {
      int i = c.tag();
      String banner = SshLikeService.BANNER;
      for (int k = 0; k < length; k++) {
        int at = echoed[i]++;
        int expected = at < banner.length() ? banner.charAt(at) : sent[i][at - banner.length() + 1];
        wrong |= bytes[from + k] != expected;
      }
      writeSome(c);
      if (echoed[i] == banner.length() + sent[i].length - 1) {
        c.close();
      }
    }

    @Override
    public void onPeerClosed(Connection c) {}

    @Override
    public void onEnded(Connection c, Ending ending) {
      endings[c.tag()] = ending;
    }
  }

  /** The pipe, both stacks and the clock. */
  private static final class Pipe {
    final PacketArena arena = new PacketArena(30_000);
    final TcpStack client;
    final TcpStack server;
    final RandomSource random;
    final double loss;
    final double duplication;
    final PriorityQueue<Flying> flying =
        new PriorityQueue<>(Comparator.comparing(Flying::at).thenComparing(Flying::order));
    long order;
    long now;
    long events;

    Pipe(RandomSource random, double loss, double duplication) {
      this.random = random;
      this.loss = loss;
      this.duplication = duplication;
      client = new TcpStack(random.fork("client"));
      server = new TcpStack(random.fork("server"));
      server.listen(22, new SshLikeService());
    }

    SegmentOutput from(boolean client) {
      return new SegmentOutput() {
        @Override
        public PacketArena arena() {
          return arena;
        }

        @Override
        public void send(int packet) {
          int copies = random.chance(loss) ? 0 : random.chance(duplication) ? 2 : 1;
          for (int i = 0; i < copies; i++) {
            int copy = arena.allocate(arena.bytes(), arena.start(packet), arena.length(packet));
            if (copy != PacketArena.FULL) {
              // A jitter of twice the base delay reorders neighbours often.
              long at = now + 5 * MS + random.nextInt((int) (10 * MS));
              flying.add(new Flying(at, order++, copy, client));
            }
          }
          arena.release(packet);
        }
      };
    }

    double retransmissions() {
      double[] sum = new double[1];
      Meter meter =
          (measure, label, value) -> sum[0] += measure == Measure.TCP_RETRANSMISSIONS ? value : 0;
      client.measure(meter);
      server.measure(meter);
      return sum[0];
    }

    /** Lets the next thing happen; false where nothing is left. */
    boolean step() {
      long next = Math.min(client.nextDeadline(), server.nextDeadline());
      Flying first = flying.peek();
      if (first != null && first.at() <= next) {
        flying.remove();
        now = first.at();
        TcpStack to = first.toServer() ? server : client;
        to.onSegment(arena, first.packet(), now, from(!first.toServer()));
        arena.release(first.packet());
      } else if (next != Deadlines.NEVER) {
        now = Math.max(now, next);
        client.onTime(now, from(true));
        server.onTime(now, from(false));
      } else {
        return false;
      }
      events++;
      return true;
    }
  }

  @ParameterizedTest(
      name = "{2} connections, loss {0}, duplication {1}, up to {3} bytes, seeds from {4}")
  @CsvSource({
    "0.00, 0.00, 1000,    500, 110",
    "0.02, 0.02, 1000,    500, 120",
    "0.05, 0.05, 1000,   2000, 130",
    "0.10, 0.10, 1000,    500, 140",
    "0.10, 0.00,  300,  10000, 150",
    "0.00, 0.50,  300,  10000, 160",
    "0.02, 0.02,   20, 300000, 170",
    "0.05, 0.02,   10, 200000, 180",
  })
  void everyByteComesBackAndEveryConnectionEnds(
      double loss, double duplication, int connections, int mostBytes, long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
      run(loss, duplication, connections, mostBytes, seed);
    }
  }

  private static void run(
      double loss, double duplication, int connections, int mostBytes, long seed) {
    RandomSource random = new RandomSource(seed);
    Pipe pipe = new Pipe(random.fork("pipe"), loss, duplication);
    Expectations expectations = new Expectations(random.fork("text"), connections, mostBytes);
    for (int i = 0; i < connections; i++) {
      Connection c =
          pipe.client.connect(
              CLIENT, 1024 + i, SERVER, 22, expectations, 0, pipe.now, pipe.from(true));
      assertThat(c).isNotNull();
      c.setTag(i);
    }
    long bytes = 0;
    for (byte[] text : expectations.sent) {
      bytes += text.length;
    }
    // About ten events for the opening and closing of a connection and four for each segment of
    // data, which hold 200 bytes or more on average: five times that is a storm.
    long bound = 5 * (10L * connections + 4 * (bytes / 200 + connections));
    while (pipe.step()) {
      assertThat(pipe.events).as("seed %d: events", seed).isLessThan(bound);
    }
    assertThat(expectations.wrong).as("seed %d: a byte differs", seed).isFalse();
    int neverOpened = 0;
    for (int i = 0; i < connections; i++) {
      if (expectations.endings[i] == Ending.TIMEOUT && expectations.echoed[i] == 0) {
        neverOpened++;
        continue;
      }
      assertThat(expectations.endings[i])
          .as("seed %d: connection %d", seed, i)
          .isEqualTo(Ending.CLOSED);
      assertThat(expectations.echoed[i])
          .as("seed %d: connection %d", seed, i)
          .isEqualTo(SshLikeService.BANNER.length() + expectations.sent[i].length - 1);
    }
    // Five SYNs, each lost or its answer lost: 0.19^5 at the worst row, 1 of 4000.
    assertThat(neverOpened)
        .as("seed %d: never opened", seed)
        .isLessThanOrEqualTo(loss < 0.1 ? 1 : 3);
    assertThat(pipe.retransmissions())
        .as("seed %d: even without loss, what was overtaken is sent again", seed)
        .isPositive();
    assertThat(pipe.client.connections() + pipe.server.connections()).isZero();
    assertThat(pipe.arena.inUse()).as("seed %d: packets leaked", seed).isZero();
  }
}
