/**
 * A virtual machine with a small Linux-like IP stack: the network virtual appliances, which forward
 * and translate, and plain servers.
 *
 * <p>A packet takes the path of Linux netfilter: conntrack, nat PREROUTING, routing decision, then
 * either local delivery or filter FORWARD and nat POSTROUTING. What Linux does and this stack
 * leaves out, each said where it matters: the TCP window check of conntrack (this one is
 * "liberal"), reassembly, ICMP errors of its own (those about a connection are translated), the
 * OUTPUT and INPUT chains.
 *
 * <p>This package knows no other element. It meets hosts only through the packets on its NICs.
 */
@NullMarked
package io.azimux.dataplane.guest;

import org.jspecify.annotations.NullMarked;
