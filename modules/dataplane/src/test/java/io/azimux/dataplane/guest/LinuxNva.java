package io.azimux.dataplane.guest;

import io.azimux.packet.Bytes;
import io.azimux.packet.Ethernet;
import io.azimux.packet.Ipv4Address;
import io.azimux.packet.MacAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * NVA1 once more, by the kernel of this machine: a network namespace with iptables, whose eth0 and
 * eth1 are VXLAN tunnels that end in a UDP socket of this process.
 *
 * <p>The namespace lives as long as a shell that made it, and that one ends with this process,
 * however it ends.
 */
final class LinuxNva implements AutoCloseable {
  /** A frame that left by a NIC. */
  record Sent(int nic, byte[] frame) {}

  private static final int PORT = 14_789;
  private static final int VXLAN_HEADER = 8;
  private static final int LARGEST = 65_536;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int READY_SECONDS = 20;
  private static final int ARP_LENGTH = Ethernet.HEADER + 28;
  private static final int TYPE_ARP = 0x0806;
  private static final long FENCE_MAC = 0x0200_0000_0000L;
  private static final long BROADCAST = 0xffff_ffff_ffffL;

  /** Its own addresses, by NIC. */
  static final List<String> ADDRESSES = List.of("10.0.1.4", "10.0.2.4");

  private final Process shell;
  private final DatagramSocket socket;
  private final InetAddress far;
  private int fences;

  private LinuxNva(Process shell, DatagramSocket socket, InetAddress far) {
    this.shell = shell;
    this.socket = socket;
    this.far = far;
  }

  /** Why no namespace can be made here; empty where one can. */
  static String obstacle() {
    try {
      Process id = new ProcessBuilder("sh", "-c", PROBE).redirectErrorStream(true).start();
      String said = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return id.waitFor() == 0 ? "" : said.lines().findFirst().orElse("no reason given");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static final String PROBE =
      """
      [ "$(id -u)" -eq 0 ] || { echo 'needs root'; exit 1; }
      command -v ip >/dev/null || { echo 'ip is not installed (iproute2)'; exit 1; }
      command -v iptables >/dev/null || { echo 'iptables is not installed'; exit 1; }
      command -v ethtool >/dev/null || { echo 'ethtool is not installed'; exit 1; }
      n=azimux-oracle-probe-$$
      ip netns add $n || exit 1
      trap 'ip netns del $n' EXIT
      ip netns exec $n ip link add eth0 type vxlan id 1 dstport 14789 || exit 1
      ip netns exec $n iptables -t nat -A OUTPUT -j ACCEPT || exit 1
      """;

  /**
   * Makes one.
   *
   * @param rules command lines of iptables, in order
   * @param liberal {@code nf_conntrack_tcp_be_liberal}: sequence numbers do not matter
   */
  static LinuxNva start(List<String> rules, boolean ipForward, boolean liberal) {
    long pid = ProcessHandle.current().pid();
    int net = (int) (pid & 0x1fff);
    String base = "10.253." + (net >>> 6) + ".";
    String near = base + ((net & 0x3f) << 2 | 1);
    String far = base + ((net & 0x3f) << 2 | 2);
    try {
      Path script = Files.createTempFile("azimux-oracle", ".sh");
      Files.writeString(script, script(pid, near, far, rules, ipForward, liberal));
      Process shell = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true).start();
      awaitReady(shell);
      Files.delete(script);
      DatagramSocket socket = new DatagramSocket(new InetSocketAddress(near, PORT));
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new LinuxNva(shell, socket, InetAddress.getByName(far));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitReady(Process shell) throws IOException {
    // Not closed: the shell goes on, and so does what it may have to say.
    BufferedReader said =
        new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    String line;
    while ((line = said.readLine()) != null) {
      if (line.equals("ready")) {
        return;
      }
      all.append(line).append('\n');
    }
    throw new IOException("the namespace could not be made:\n" + all);
  }

  private static String script(
      long pid, String near, String far, List<String> rules, boolean ipForward, boolean liberal) {
    String inside =
        INSIDE
            .replace("FAR", far)
            .replace("NEAR", near)
            .replace("PORT", Integer.toString(PORT))
            .replace("MAC0", mac(0))
            .replace("MAC1", mac(1))
            .replace("FABRIC", MacAddress.FABRIC.toString())
            .replace("FORWARDS", ipForward ? "1" : "0")
            .replace("LIBERAL", liberal ? "1" : "0")
            .replace("RULES", String.join("\n", rules));
    return OUTSIDE
        .replace("NAME", "azimux-oracle-" + pid)
        .replace("VETH", "azxo" + pid)
        .replace("NEAR", near)
        .replace("INSIDE", inside);
  }

  static String mac(int nic) {
    return MacAddress.of(Ipv4Address.parse(ADDRESSES.get(nic))).toString();
  }

  private static final String OUTSIDE =
      """
      set -e
      # What a process that was killed has left, if its shell was killed with it.
      for old in $(ip netns list | grep -o '^azimux-oracle-[0-9]*'); do
        [ -d /proc/${old##*-} ] && [ $old != NAME ] || ip netns del $old
      done
      ip link del VETH 2>/dev/null || true
      ip netns add NAME
      trap 'ip netns del NAME' EXIT
      trap 'exit 1' HUP INT TERM
      ip link add VETH mtu 9000 type veth peer name under mtu 9000 netns NAME
      # All by one processor: packets keep their order.
      echo 1 >/sys/class/net/VETH/queues/rx-0/rps_cpus
      ip addr add NEAR/30 dev VETH
      ip link set VETH up
      ip netns exec NAME sh -e <<'INNER'
      INSIDE
      INNER
      echo ready
      read -r end || true
      """;

  private static final String INSIDE =
      """
      cd /proc/sys/net
      echo 1 >ipv6/conf/all/disable_ipv6
      echo 1 >ipv6/conf/default/disable_ipv6
      for which in all default; do
        echo 0 >ipv4/conf/$which/rp_filter
        echo 0 >ipv4/conf/$which/send_redirects
      done
      echo 0 >ipv4/icmp_ratelimit
      echo 1 >/sys/class/net/under/queues/rx-0/rps_cpus
      ip link set lo up
      ip addr add FAR/30 dev under
      ip link set under up
      ip link add eth0 address MAC0 mtu 1500 type vxlan id 1 local FAR remote NEAR dstport PORT dev under nolearning
      ip link add eth1 address MAC1 mtu 1500 type vxlan id 2 local FAR remote NEAR dstport PORT dev under nolearning
      ip addr add 10.0.1.4/24 dev eth0
      ip addr add 10.0.2.4/24 dev eth1
      # Segments that are held back, to be put together, would be overtaken.
      ethtool -K under gro off
      ethtool -K eth0 gro off
      ethtool -K eth1 gro off
      ip link set eth0 up
      ip link set eth1 up
      ip route add default via 10.0.1.1
      for i in $(seq 254); do
        [ $i = 4 ] || printf 'neigh add 10.0.1.%s lladdr FABRIC dev eth0 nud permanent\\n\\
      neigh add 10.0.2.%s lladdr FABRIC dev eth1 nud permanent\\n' $i $i
      done | ip -batch -
      # The tunnels themselves are none of the rules' business.
      iptables -t raw -A PREROUTING -i under -j CT --notrack
      iptables -t raw -A OUTPUT -o under -j CT --notrack
      # That connections are tracked, whatever the rules.
      iptables -t nat -A OUTPUT -j ACCEPT
      RULES
      echo LIBERAL >netfilter/nf_conntrack_tcp_be_liberal
      echo FORWARDS >ipv4/ip_forward
      """;

  /** What comes out when a frame comes in by a NIC. */
  List<Sent> pass(int nic, byte[] frame) {
    try {
      send(nic, frame);
      long fence = FENCE_MAC | ++fences;
      send(nic, question(nic, fence));
      List<Sent> sent = new ArrayList<>();
      while (true) {
        Sent one = receive();
        int type = Ethernet.type(one.frame(), 0);
        if (type == Ethernet.TYPE_IPV4) {
          sent.add(one);
        } else if (type == TYPE_ARP && Ethernet.destination(one.frame(), 0) == fence) {
          return sent;
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the kernel's NVA does not answer", e);
    }
  }

  private void send(int nic, byte[] frame) throws IOException {
    byte[] bytes = new byte[VXLAN_HEADER + frame.length];
    Bytes.put32(bytes, 0, 0x08000000);
    Bytes.put32(bytes, 4, nic + 1 << 8);
    System.arraycopy(frame, 0, bytes, VXLAN_HEADER, frame.length);
    socket.send(new DatagramPacket(bytes, bytes.length, far, PORT));
  }

  private Sent receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.receive(packet);
    byte[] frame = new byte[packet.getLength() - VXLAN_HEADER];
    System.arraycopy(packet.getData(), VXLAN_HEADER, frame, 0, frame.length);
    return new Sent((Bytes.i32(packet.getData(), 4) >>> 8) - 1, frame);
  }

  /** An ARP question for its own address: no rule is asked for it, so it is always answered. */
  private static byte[] question(int nic, long asker) {
    byte[] arp = new byte[ARP_LENGTH];
    Ethernet.write(arp, 0, BROADCAST, asker, TYPE_ARP);
    int at = Ethernet.HEADER;
    Bytes.put64(arp, at, 0x0001_0800_0604_0001L);
    Bytes.put64(arp, at + 8, asker << 16 | 0x6440L);
    Bytes.put16(arp, at + 16, 1);
    Bytes.put32(arp, at + 24, Ipv4Address.parse(ADDRESSES.get(nic)).bits());
    return arp;
  }

  @Override
  public void close() {
    socket.close();
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(READY_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (IOException e) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      shell.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
