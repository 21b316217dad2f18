package io.azimux.gateway;

/**
 * One tunnelled link. Addresses are IPv4 bits.
 *
 * @param vni network identifier in the tunnel, 1..16777215
 * @param guestMac Ethernet address of the guest, in the low 48 bits: no other may send
 * @param guestAddress its IPv4 address
 * @param gateway router that the guest believes in, which tells it that packets are too long; 0
 *     where the answer comes from whom the packet was for
 * @param listenPort UDP port at which this end listens, and a learnt peer as well
 * @param peerAddress outer address of the guest's kernel; 0 where it is learnt
 * @param peerPort UDP port there; 0 where it is learnt
 * @param mtu bytes of the longest IPv4 packet on the link, 576..1500
 */
public record LinkSettings(
    int vni,
    long guestMac,
    int guestAddress,
    int gateway,
    int listenPort,
    int peerAddress,
    int peerPort,
    int mtu) {}
