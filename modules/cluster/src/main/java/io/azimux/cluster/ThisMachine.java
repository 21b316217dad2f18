package io.azimux.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** The machine of this JVM. */
final class ThisMachine implements Machine {
  /** Asks a server; the JVM's resolver would answer from the host's own file. */
  private static final String DNS = "com.sun.jndi.dns.DnsContextFactory";

  @Override
  public String address() throws IOException {
    return own().getHostAddress();
  }

  /** The resolver's word for this host; where that is loopback, the first address of a network. */
  private static InetAddress own() throws IOException {
    try {
      InetAddress local = InetAddress.getLocalHost();
      if (local instanceof Inet4Address && !local.isLoopbackAddress()) {
        return local;
      }
    } catch (UnknownHostException nameless) {
      // A host name need not have an address.
    }
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (network.isUp() && !network.isLoopback()) {
        for (InetAddress address : Collections.list(network.getInetAddresses())) {
          if (address instanceof Inet4Address) {
            return address;
          }
        }
      }
    }
    throw new IOException("this machine has no IPv4 address but loopback; name one with --host");
  }

  @Override
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    String host = System.getenv("HOSTNAME");
    if (host != null) {
      names.add(withoutDomain(host));
    }
    names.addAll(inDns(own()));
    return names;
  }

  /**
   * What DNS calls an address: Docker's own server answers with the container's name. The JDK has
   * no other way to ask for a name; of JNDI's providers, this one never reads objects.
   */
  @SuppressWarnings("BanJNDI")
  private static List<String> inDns(InetAddress address) {
    byte[] bytes = address.getAddress();
    StringBuilder question = new StringBuilder();
    for (int i = bytes.length - 1; i >= 0; i--) {
      question.append(bytes[i] & 0xff).append('.');
    }
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(DirContext.INITIAL_CONTEXT_FACTORY, DNS);
    try {
      DirContext dns = new InitialDirContext(environment);
      try {
        Attribute answers =
            dns.getAttributes(question + "in-addr.arpa", new String[] {"PTR"}).get("PTR");
        return answers == null ? List.of() : hosts(answers);
      } finally {
        dns.close();
      }
    } catch (NamingException unknown) {
      return List.of(); // no server, or none that knows: the host name has to do
    }
  }

  private static List<String> hosts(Attribute answers) throws NamingException {
    List<String> names = new ArrayList<>();
    for (Object answer : Collections.list(answers.getAll())) {
      names.add(withoutDomain(answer.toString()));
    }
    return names;
  }

  private static String withoutDomain(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  @Override
  public Instant started() {
    return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
  }
}
