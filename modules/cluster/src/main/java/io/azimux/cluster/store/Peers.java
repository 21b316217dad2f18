package io.azimux.cluster.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.jspecify.annotations.Nullable;

/** The other processes that carry MUXes, as members of the cluster. */
final class Peers {
  /** Name of the flow store's actor, equal in all processes. */
  static final String STORE = "_flow-store";

  /** One of them. */
  static final class Peer {
    private final Member member;
    private final ActorRef store;
    private final Map<String, StoreMessage.Heads> told = new LinkedHashMap<>();

    Peer(Member member, ExtendedActorSystem system) {
      this.member = member;
      store = resolve(system, member.address(), STORE);
    }

    /** Its store. */
    ActorRef store() {
      return store;
    }

    /** True where writes to all leave it out, as it is not wholly a member yet. */
    boolean isLeftOut() {
      return member.status().equals(MemberStatus.weaklyUp());
    }

    /** What it told before of a writer, null for nothing; this is told now. */
    StoreMessage.@Nullable Heads tell(StoreMessage.Heads heads) {
      return told.put(heads.writer(), heads);
    }
  }

  private final Map<Address, Peer> peers = new LinkedHashMap<>();
  private final ExtendedActorSystem system;
  private final Address self;
  private final String role;

  Peers(ExtendedActorSystem system, Address self, String role) {
    this.system = system;
    this.self = self;
    this.role = role;
  }

  /** An actor of that name in the process at an address. */
  static ActorRef resolve(ExtendedActorSystem system, Address address, String name) {
    return system
        .provider()
        .resolveActorRef(
            new RootActorPath(address, "/").child("user").child(name).toSerializationFormat());
  }

  /**
   * A member has come or changed.
   *
   * @return true where it is one that shares flows
   */
  boolean is(Member member) {
    boolean counts =
        member.hasRole(role)
            && !member.address().equals(self)
            && (member.status().equals(MemberStatus.up())
                || member.status().equals(MemberStatus.weaklyUp()));
    if (counts) {
      peers.put(member.address(), new Peer(member, system));
    }
    return counts;
  }

  /**
   * A member does not share flows any more.
   *
   * @return true where it did
   */
  boolean gone(Member member) {
    Peer peer = peers.get(member.address());
    // A process that came back at the same address is another member.
    return peer != null
        && peer.member.uniqueAddress().equals(member.uniqueAddress())
        && peers.remove(member.address()) != null;
  }

  /** The peer at an address, null where none is known. */
  @Nullable Peer at(Address address) {
    return peers.get(address);
  }

  Set<Address> addresses() {
    return new LinkedHashSet<>(peers.keySet());
  }

  List<Peer> all() {
    return new ArrayList<>(peers.values());
  }
}
