// Numbers and names as people read them.
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const count = (n) => whole.format(n);
export function rate(n) {
  if (n === undefined || n === null || Number.isNaN(n)) return "–";
  if (n >= 9950) return `${(n / 1000).toFixed(n < 99500 ? 1 : 0)}k`;
  if (n >= 100 || n === 0) return whole.format(n);
  return n < 9.95 ? n.toFixed(1) : n.toFixed(0);
}
export const clock = (millis) => clockFormat.format(new Date(millis));
export function millis(seconds) {
  if (seconds === undefined || seconds === null) return "–";
  if (seconds === 0) return "–";
  const ms = seconds * 1000;
  return ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0);
}
export const words = (label) => label.replaceAll("_", " ");

export const roles = {
  client: "Internet client", router: "Router", mux: "MUX", host: "Host", vm: "Virtual machine", controller: "Controller",
};
export const states = {
  up: ["●", "up"], gone: ["✕", "gone"], silent: ["❙❙", "silent"], standby: ["○", "standby"], unknown: ["?", "unknown"],
};
export const state = (name) => (states[name] || states.unknown).join(" ");

// What a figure is called, and how it reads; figures that have no line here keep their own name.
const figures = {
  mux_packets: ["Packets in", "/s"], mux_bytes: ["Bytes in", "/s"], mux_syn: ["SYNs", "/s"],
  mux_decisions: ["Decisions", "/s"], mux_flow_table_entries: ["Flow table", ""], mux_flows_carried: ["Flows carried", ""],
  mux_flow_table_capacity: ["Capacity", ""], mux_synchronised: ["Synchronised", "yes"], mux_flow_digest: ["Digest", "hex"],
  mux_flow_evictions: ["Evictions", "/s"], mux_deferred_flows: ["Deferred", ""], replication_lag_seconds: ["Replication lag", "ms"],
  replication_rows: ["Flows", "/s"], replication_bytes: ["Replication bytes", "/s"], replication_failures: ["Replication failures", "/s"],
  router_next_hop_active: ["Uses", "yes"], vfp_uft_hits: ["Fast path (UFT)", "/s"], vfp_slow_path: ["Slow path", "/s"],
  vfp_uft_entries: ["UFT entries", ""], vfp_policy_generation: ["Policy generation", ""],
  vfp_direct_return_packets: ["Direct returns", "/s"], health_probe_status: ["Healthy", "yes"], health_probes: ["Probes", "/s"],
  nva_conntrack_entries: ["Connections tracked", ""], nva_forwarded_packets: ["Forwarded", "/s"], snat_ports_used: ["SNAT ports used", ""],
  tcp_connections: ["Connections", ""], tcp_retransmissions: ["Retransmissions", "/s"],
  control_goal_state_version: ["Goal state version", ""],
};

export function figure(key, value) {
  const dot = key.indexOf(".");
  const name = dot < 0 ? key : key.slice(0, dot);
  const label = dot < 0 ? "" : words(key.slice(dot + 1));
  const [title, unit] = figures[name] || [words(name), ""];
  const shown = unit === "yes" ? (value > 0 ? "yes" : "no")
    : unit === "ms" ? `${millis(value)} ms`
    : unit === "hex" ? value.toString(16).padStart(12, "0")
    : unit === "/s" ? `${rate(value)} /s` : count(value);
  return [label ? `${title}: ${label}` : title, shown];
}
