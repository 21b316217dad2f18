package io.azimux.packet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One well-formed frame of every kind that the emulated network carries. */
public final class SampleFrames {
  static final int CLIENT = Ipv4Address.parse("141.192.166.93").bits();
  static final int FRONTEND = Ipv4Address.parse("20.240.9.27").bits();
  static final int MUX = Ipv4Address.parse("10.255.1.1").bits();
  static final int HOST = Ipv4Address.parse("10.255.2.1").bits();
  static final long MAC_A = MacAddress.parse("02:00:0a:ff:01:01").bits();
  static final long MAC_B = MacAddress.FABRIC.bits();
  static final int VNI = 10000;

  private SampleFrames() {}

  /**
   * A TCP segment with a payload, buffers pre-filled with junk so that an unwritten field shows.
   */
  static byte[] tcp(int flags, String payload) {
    byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
    byte[] frame = junk(Ethernet.HEADER + Ipv4.HEADER + Tcp.HEADER + text.length);
    Ethernet.write(frame, 0, MAC_B, MAC_A, Ethernet.TYPE_IPV4);
    int ip = Ethernet.HEADER;
    Ipv4.write(frame, ip, frame.length - ip, 64, Ipv4.TCP, CLIENT, FRONTEND);
    int tcp = ip + Ipv4.HEADER;
    Tcp.write(frame, tcp, 49567, 22, 0x1234_5678, 0x9abc_def0, flags, 64240);
    System.arraycopy(text, 0, frame, tcp + Tcp.HEADER, text.length);
    Tcp.setChecksum(frame, tcp, frame.length - tcp, CLIENT, FRONTEND);
    return frame;
  }

  static byte[] udp(String payload, boolean checksum) {
    byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
    byte[] frame = junk(Ethernet.HEADER + Ipv4.HEADER + Udp.HEADER + text.length);
    Ethernet.write(frame, 0, MAC_B, MAC_A, Ethernet.TYPE_IPV4);
    int ip = Ethernet.HEADER;
    Ipv4.write(frame, ip, frame.length - ip, 64, Ipv4.UDP, CLIENT, FRONTEND);
    int udp = ip + Ipv4.HEADER;
    Udp.write(frame, udp, 5000, 9, frame.length - udp);
    System.arraycopy(text, 0, frame, udp + Udp.HEADER, text.length);
    if (checksum) {
      Udp.setChecksum(frame, udp, frame.length - udp, CLIENT, FRONTEND);
    }
    return frame;
  }

  static byte[] echo() {
    byte[] frame = junk(Ethernet.HEADER + Ipv4.HEADER + Icmp.HEADER + 24);
    Ethernet.write(frame, 0, MAC_B, MAC_A, Ethernet.TYPE_IPV4);
    int ip = Ethernet.HEADER;
    Ipv4.write(frame, ip, frame.length - ip, 64, Ipv4.ICMP, CLIENT, FRONTEND);
    Icmp.write(frame, ip + Ipv4.HEADER, Icmp.ECHO_REQUEST, 0, 7 << 16 | 1, Icmp.HEADER + 24);
    return frame;
  }

  static byte[] arp() {
    byte[] frame = junk(Ethernet.HEADER + Arp.LENGTH);
    Ethernet.write(frame, 0, 0xffffffffffffL, MAC_A, Ethernet.TYPE_ARP);
    Arp.write(frame, Ethernet.HEADER, Arp.REQUEST, MAC_A, MUX, 0, HOST);
    return frame;
  }

  static byte[] vxlan(byte[] inner) {
    byte[] frame = junk(Vxlan.OVERHEAD + inner.length);
    System.arraycopy(inner, 0, frame, Vxlan.OVERHEAD, inner.length);
    Vxlan.encapsulate(frame, 0, inner.length, MAC_B, MAC_A, MUX, HOST, 0x2a2a, VNI);
    return frame;
  }

  static byte[] nvgre(byte[] inner) {
    byte[] frame = junk(Nvgre.OVERHEAD + inner.length);
    System.arraycopy(inner, 0, frame, Nvgre.OVERHEAD, inner.length);
    Nvgre.encapsulate(frame, 0, inner.length, MAC_B, MAC_A, MUX, HOST, 0x2a, VNI);
    return frame;
  }

  /** All of them. */
  public static List<byte[]> all() {
    List<byte[]> frames = new ArrayList<>();
    frames.add(tcp(Tcp.SYN, ""));
    frames.add(tcp(Tcp.PSH | Tcp.ACK, "SSH-2.0-azimux\r\n"));
    frames.add(tcp(Tcp.ACK, "odd"));
    frames.add(udp("datagram", true));
    frames.add(udp("without checksum", false));
    frames.add(echo());
    frames.add(arp());
    frames.add(vxlan(tcp(Tcp.SYN, "")));
    frames.add(vxlan(udp("inner", true)));
    frames.add(nvgre(tcp(Tcp.SYN | Tcp.ACK, "")));
    return frames;
  }

  private static byte[] junk(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xa5);
    return bytes;
  }
}
