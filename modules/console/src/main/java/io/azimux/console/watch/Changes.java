package io.azimux.console.watch;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tells what differs from one look to the next. Used by one thread. */
final class Changes {
  private final Chronicle chronicle;
  private final Map<String, Presence> presences = new LinkedHashMap<>();
  private final Map<String, Long> lives = new LinkedHashMap<>();
  private final Map<String, String> members = new TreeMap<>();
  private final Set<Live.Fault> faults = new LinkedHashSet<>();
  private boolean begun;

  Changes(Chronicle chronicle) {
    this.chronicle = chronicle;
  }

  void clear() {
    presences.clear();
    lives.clear();
    members.clear();
    faults.clear();
    begun = false;
  }

  void look(long now, List<NodeView> nodes, Picture picture) {
    nodes.forEach(node -> process(now, node));
    members(now, picture.members());
    faults(now, picture.faults());
  }

  private void process(long now, NodeView node) {
    Presence presence = node.presence();
    if (presence == Presence.UNKNOWN) {
      return;
    }
    String name = node.name();
    long life = node.status() == null ? 0 : node.status().uid();
    Presence before = presences.put(name, presence);
    Long lifeBefore = lives.put(name, life);
    boolean reborn = lifeBefore != null && lifeBefore != life && presence == Presence.ANSWERS;
    if (before != null && (before != presence || reborn)) {
      String what =
          presence == Presence.ANSWERS
              ? "process answers" + (reborn ? ", started anew" : " again")
              : "process " + presence.words();
      chronicle.add(now, "process", name, what, name, presence != Presence.ANSWERS);
    }
  }

  /** Where nobody answers, nobody knows; what is true then shows when somebody does. */
  private void members(long now, List<Live.Member> known) {
    if (known.isEmpty()) {
      return;
    }
    Map<String, String> current = new TreeMap<>();
    // Until its process has been asked, a member has no name but its address.
    known.stream()
        .filter(member -> member.name().indexOf('@') < 0)
        .forEach(member -> current.put(member.name(), words(member)));
    current.forEach(
        (name, words) -> {
          if (begun && !words.equals(members.get(name))) {
            boolean bad = !words.equals("Up") && !words.equals("Joining");
            chronicle.add(now, "member", "cluster", name + ": " + words, name, bad);
          }
        });
    members.keySet().stream()
        .filter(name -> !current.containsKey(name))
        .forEach(name -> chronicle.add(now, "member", "cluster", name + ": removed", name, true));
    members.clear();
    members.putAll(current);
    begun = begun || known.size() == current.size();
  }

  private static String words(Live.Member member) {
    return member.unreachableFor().isEmpty() ? member.status() : "unreachable";
  }

  private void faults(long now, List<Live.Fault> active) {
    Set<Live.Fault> current = new LinkedHashSet<>(active);
    current.stream()
        .filter(fault -> !faults.contains(fault))
        .forEach(fault -> fault(now, fault, "begins", true));
    faults.stream()
        .filter(fault -> !current.contains(fault))
        .forEach(fault -> fault(now, fault, "is over", false));
    faults.clear();
    faults.addAll(current);
  }

  private void fault(long now, Live.Fault fault, String what, boolean bad) {
    String target = fault.target().replaceFirst("[<>].*", "");
    String text = fault.fault() + " " + fault.target() + " " + what;
    chronicle.add(now, "fault", "chaos", text, target, bad);
  }
}
