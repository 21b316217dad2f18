package io.azimux.console.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may look, and who may do something. Looking is free to whoever reaches the address by a name
 * that cannot be turned on it (against DNS rebinding). Doing something takes the token, or a
 * request from this very machine; and no page of another origin may make a browser send it.
 */
final class Gate {
  /** Every request that changes something carries it: no foreign page can add it unasked. */
  static final String MARKER_HEADER = "X-Azimux-Console";

  /** Header that carries the token. */
  static final String TOKEN_HEADER = "X-Azimux-Token";

  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.%]+\\]");
  private static final Pattern ONE_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

  private final boolean loopbackOnly;
  private final List<String> names;

  /**
   * A gate.
   *
   * @param loopbackOnly true where the address is this machine's own: then no other name is right
   * @param names by which others reach it, besides addresses and names without a dot
   */
  Gate(boolean loopbackOnly, List<String> names) {
    this.loopbackOnly = loopbackOnly;
    this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * What is known of who asks.
   *
   * @param local true where the connection comes from this machine, and from no proxy
   * @param host value of {@code Host}, as all others as it was sent; empty where it was not
   * @param fetchSite value of {@code Sec-Fetch-Site}
   */
  record Asker(
      boolean local, String host, String origin, String fetchSite, String marker, String token) {
    /** As it would ask if it were to change something. */
    Asker marked() {
      return new Asker(local, host, origin, fetchSite, "1", token);
    }
  }

  /** Why this request is not answered at all; empty where it is. */
  Optional<String> refusesToShow(Asker asker) {
    if (isKnown(PORT.matcher(asker.host()).replaceFirst(""))) {
      return Optional.empty();
    }
    return Optional.of(
        "the name '%s' is not one of this page's: use localhost or an address%s"
            .formatted(
                asker.host(), loopbackOnly ? "" : ", or start it with --host-name for this name"));
  }

  private boolean isKnown(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    boolean loopback = name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    if (loopback || names.contains(name)) {
      return true;
    }
    // A foreign site needs a name in public DNS to point here: an address, or one label, is none.
    return !loopbackOnly
        && (IPV4.matcher(name).matches()
            || IPV6.matcher(name).matches()
            || ONE_LABEL.matcher(name).matches());
  }

  /**
   * Why this request may change nothing; empty where it may.
   *
   * @param token the right one; empty where there is none
   */
  Optional<String> refusesToAct(Asker asker, String token) {
    Optional<String> hidden = refusesToShow(asker);
    if (hidden.isPresent()) {
      return hidden;
    }
    if (!isSameOrigin(asker)) {
      return Optional.of(
          "this request comes from another page (%s); only this page itself may do this"
              .formatted(asker.origin().isEmpty() ? asker.fetchSite() : asker.origin()));
    }
    if (asker.marker().isEmpty()) {
      return Optional.of("the header " + MARKER_HEADER + " is missing");
    }
    if (asker.local() || isToken(asker.token(), token)) {
      return Optional.empty();
    }
    return Optional.of(
        asker.token().isEmpty()
            ? "from another machine this needs the token, in the header " + TOKEN_HEADER
            : "the token is wrong");
  }

  private static boolean isSameOrigin(Asker asker) {
    String site = asker.fetchSite();
    if (!site.isEmpty() && !site.equals("same-origin") && !site.equals("none")) {
      return false;
    }
    String origin = asker.origin();
    return origin.isEmpty()
        || origin.equalsIgnoreCase("http://" + asker.host())
        || origin.equalsIgnoreCase("https://" + asker.host());
  }

  private static boolean isToken(String shown, String token) {
    return !token.isEmpty()
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
