package io.azimux.node;

import java.util.Locale;

/**
 * Every figure that elements report, with its Prometheus name, in one place. Counters end in {@code
 * _total}. Each carries the element's own label ({@code mux}, {@code router}, {@code host} or
 * {@code vm}) and at most one more.
 */
public enum Measure {
  ROUTER_PACKETS("azimux_router_packets_total", "next_hop", "Packets a router sent to a next hop"),
  ROUTER_NEXT_HOP_ACTIVE(
      "azimux_router_next_hop_active", "next_hop", "1 while the router uses the MUX as next hop"),
  ROUTER_CHANGES(
      "azimux_router_next_hop_changes_total",
      "change",
      "Times that a MUX became (added) or ceased to be (removed) a next hop"),
  ROUTER_FRONTEND(
      "azimux_router_frontend_next_hops", "vip", "Next hops of the route to a frontend"),
  BGP_SESSION(
      "azimux_bgp_session_established", "peer", "1 while the BGP session with the peer stands"),
  BFD_SESSION("azimux_bfd_session_up", "peer", "1 while BFD packets come through both ways"),
  BGP_WITHDRAW_DELAY(
      "azimux_bgp_withdraw_delay_seconds",
      "le",
      "From the last sign of life of a neighbour that fell silent until its routes were withdrawn"),
  MUX_PACKETS("azimux_mux_packets_total", "", "Packets that entered the MUX"),
  MUX_BYTES("azimux_mux_bytes_total", "", "Bytes that entered the MUX"),
  MUX_SYN("azimux_mux_syn_total", "vip", "TCP SYNs for a frontend (Azure: SYN count)"),
  MUX_DECISIONS("azimux_mux_decisions_total", "kind", "Forwarding decisions by kind"),
  MUX_FLOWS("azimux_mux_flow_table_entries", "", "Entries in the flow table"),
  MUX_FLOWS_CARRIED(
      "azimux_mux_flows_carried",
      "",
      "Entries in the flow table of which packets came to this MUX itself"),
  MUX_SYNCHRONISED(
      "azimux_mux_synchronised",
      "",
      "1 once the MUX holds what its peers held when it started, and so may be announced"),
  MUX_ANNOUNCED("azimux_mux_announced", "", "1 while the MUX announces frontends to routers"),
  MUX_DEFERRED(
      "azimux_mux_deferred_flows",
      "state",
      "Flows whose first packet was held back: waiting, since stored by all peers, or released"),
  MUX_FLOW_CAPACITY("azimux_mux_flow_table_capacity", "", "Most entries the flow table takes"),
  MUX_EVICTIONS("azimux_mux_flow_evictions_total", "reason", "Flow entries removed, by reason"),
  MUX_FLOW_DIGEST(
      "azimux_mux_flow_digest",
      "",
      "Order-free 48-bit digest of the open flows held: equal where MUXes hold the same"),
  REPLICATION_LAG(
      "azimux_replication_lag_seconds",
      "share",
      "Time from a batch of flows being made until this MUX holds it, which a share of the flows of"
          + " the last seconds did not exceed"),
  REPLICATION_DELAY(
      "azimux_replication_delay_seconds",
      "le",
      "Time from a batch of flows being made until this MUX holds it, counted by flows"),
  REPLICATION_ROWS(
      "azimux_replication_rows_total", "direction", "Flows sent to and received from other MUXes"),
  REPLICATION_BYTES(
      "azimux_replication_bytes_total", "direction", "Bytes of flows sent to and received"),
  REPLICATION_FAILURES(
      "azimux_replication_failures_total",
      "reason",
      "Batches that some peer did not confirm in time, and others not sent as wanted"),
  REPLICATION_FULL_STATES(
      "azimux_replication_full_states_total",
      "",
      "Segments of flows serialised whole, for gossip and digests"),
  REPLICATION_FULL_STATE_BYTES(
      "azimux_replication_full_state_bytes_total", "", "Bytes of segments serialised whole"),
  VFP_UFT_HITS("azimux_vfp_uft_hits_total", "", "Packets handled by the unified flow table"),
  VFP_SLOW_PATH("azimux_vfp_slow_path_total", "", "Packets that ran through the VFP layers"),
  VFP_UFT_ENTRIES("azimux_vfp_uft_entries", "", "Entries in the unified flow table"),
  VFP_GENERATION("azimux_vfp_policy_generation", "", "Policy generation that the host enforces"),
  VFP_DIRECT_RETURN(
      "azimux_vfp_direct_return_packets_total", "", "Packets sent to the Internet past the MUX"),
  VFP_DIRECT_RETURN_BYTES(
      "azimux_vfp_direct_return_bytes_total", "", "Bytes sent to the Internet past the MUX"),
  VFP_TUNNEL(
      "azimux_vfp_tunnel_packets_total",
      "direction",
      "Packets taken out of tunnels (in) and put into tunnels (out)"),
  VFP_LAYER(
      "azimux_vfp_layer_packets_total",
      "layer",
      "Passages through a VFP layer: of packets without a valid flow, and of the replies they"
          + " will have"),
  VFP_FLOWS(
      "azimux_vfp_flows_opened_total",
      "kind",
      "Load-balanced flows that the host began to serve: with a SYN (syn), or in mid-flow"
          + " (mid_flow) as when a flow changed its backend or the host had forgotten it"),
  PROBE_HEALTHY(
      "azimux_health_probe_status",
      "backend",
      "1 while the backend answers probes (Azure: Health probe status)"),
  PROBES("azimux_health_probes_total", "result", "Health probes by result"),
  NVA_CONNECTIONS("azimux_nva_conntrack_entries", "", "Connections tracked"),
  NVA_FORWARDED("azimux_nva_forwarded_packets_total", "", "Packets the guest forwarded"),
  NVA_CAPACITY("azimux_nva_conntrack_capacity", "", "Most connections the guest tracks"),
  NVA_IP_FORWARD("azimux_nva_ip_forward", "", "The guest's net.ipv4.ip_forward: 1 on, 0 off"),
  NVA_NAT(
      "azimux_nva_nat_connections_total",
      "kind",
      "Connections opened under a rule that translates the destination (dnat) or source (snat)"),
  SNAT_PORTS_USED("azimux_snat_ports_used", "", "Source NAT ports in use (Azure: Used SNAT ports)"),
  SNAT_PORTS_ALLOCATED(
      "azimux_snat_ports_allocated",
      "",
      "Source NAT ports the guest may use towards one destination (Azure: Allocated SNAT ports)"),
  SNAT_CONNECTIONS(
      "azimux_snat_connections_total",
      "state",
      "Connections that asked for a source NAT port, by outcome (Azure: SNAT connection count)"),
  TCP_CONNECTIONS("azimux_tcp_connections", "state", "TCP connections of an endpoint by state"),
  TCP_RETRANSMISSIONS("azimux_tcp_retransmissions_total", "", "Segments sent again"),
  TCP_HANDSHAKE(
      "azimux_tcp_handshake_seconds",
      "le",
      "From a client's first SYN until its connection was open, lost SYNs included"),
  ATTACH_FRAMES(
      "azimux_attach_frames_total",
      "direction",
      "Frames taken from (in) and handed to (out) an attached guest"),
  ATTACH_BYTES(
      "azimux_attach_bytes_total", "direction", "Bytes of those frames, without the tunnel's"),
  ATTACH_TOO_LONG(
      "azimux_attach_too_long_packets_total",
      "treatment",
      "Packets longer than the MTU of an attached link: answered by ICMP, fragmented or dropped"),
  ATTACH_PEERS("azimux_attach_peers_known", "", "Attached links whose other end is known"),
  ATTACH_PEER_CHANGES(
      "azimux_attach_peer_changes_total",
      "",
      "Times that another machine took the place of an attached guest that had fallen silent"),
  CONTROL_VERSION("azimux_control_goal_state_version", "", "Version of the goal state"),
  QUEUE_DEPTH("azimux_queue_depth_packets", "", "Packets waiting in front of the element"),
  ELEMENT_PACKETS(
      "azimux_element_packets_total",
      "direction",
      "Packets handed to the element and sent by it, BFD included"),
  ELEMENT_FAILURES(
      "azimux_element_failures_total",
      "",
      "Times that the element failed by a defect of the program and started anew, without state"),
  BURST_TIME("azimux_burst_seconds", "le", "Time that the element took for a burst of packets"),
  PACKETS_FINISHED(
      "azimux_packets_finished_total",
      "reason",
      "Packets that ended at the element, by disposition");

  private final String metric;
  private final String label;
  private final String help;

  Measure(String metric, String label, String help) {
    this.metric = metric;
    this.label = label;
    this.help = help;
  }

  /** Name in Prometheus. */
  public String metric() {
    return metric;
  }

  /** Name of the measure's own label; empty if it has none. */
  public String label() {
    return label;
  }

  /** One line of help. */
  public String help() {
    return help;
  }

  /**
   * True for durations counted in buckets: the label of a reading is a bucket's upper bound in
   * seconds, its value how many were not longer; {@link Durations#ALL} and {@link Durations#SUM}
   * are the count and the sum.
   */
  public boolean isHistogram() {
    return label.equals("le");
  }

  /** True for a value that only grows. */
  public boolean isCounter() {
    return metric.endsWith("_total");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
