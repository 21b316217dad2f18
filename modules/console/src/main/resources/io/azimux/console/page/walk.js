// A walk as a list of hops, each with the packet as it came and as it left.
const TITLES = [["SYN", "forward", "→"], ["SYN-ACK", "return", "←"], ["ACK", "forward", "→"]];
const FLAGS = [[0x02, "SYN"], [0x10, "ACK"], [0x01, "FIN"], [0x04, "RST"], [0x08, "PSH"]];

export const flagsOf = (bits) => FLAGS.filter(([bit]) => bits & bit).map(([, name]) => name).join(" ") || "none";

// "10.0.1.4:22 > 10.0.2.6:22", with or without a protocol in front.
export function ends(flow) {
  const found = /([\d.]+):(\d+) > ([\d.]+):(\d+)/.exec(flow);
  return found ? { source: found[1], sourcePort: found[2], destination: found[3], destinationPort: found[4] } : null;
}

export function read(walk) {
  const hops = [];
  walk.packets.forEach((packet) => {
    const [title, way, arrow] = TITLES[packet.packet] ?? [`packet ${packet.packet}`, "", ""];
    packet.hops.forEach((hop, i) => {
      const received = hop.steps.find((step) => step.kind === "Received");
      const sent = hop.steps.filter((step) => step.kind === "Sent").pop();
      hops.push({
        packet: packet.packet, title, way, arrow, first: i === 0, last: i === packet.hops.length - 1,
        element: hop.element, missing: hop.missing, steps: hop.steps, came: received?.packet ?? null, left: sent?.packet ?? null,
        cameBy: received?.port ?? "", leftBy: sent?.port ?? "", rewrites: hop.steps.filter(rewrites).length, brief: brief(hop),
        end: hop.steps.find((step) => step.kind === "Finished") ?? null,
      });
    });
  });
  return { engine: walk.engine, scenario: walk.scenario, completed: walk.completed, meanings: walk.meanings, facts: walk.facts, hops };
}

export const rewrites = (step) => ["Rewritten", "Encapsulated", "Decapsulated"].includes(step.kind);

// What mattered most at a hop, in a few words.
function brief(hop) {
  const of = (kind) => hop.steps.find((step) => step.kind === kind);
  const rewritten = hop.steps.filter((step) => step.kind === "Rewritten").map((step) => step.by);
  if (hop.missing) return "not seen";
  if (of("BackendChosen")) return `chooses ${of("BackendChosen").backend}`;
  if (rewritten.length) return [...new Set(rewritten)].map((by) => (by === "VFP" ? "VFP rewrites" : by)).join(", ");
  if (of("Routed")?.members > 1) return `ECMP to ${of("Routed").nextHop}`;
  if (of("Encapsulated")) return "tunnel on";
  if (of("Decapsulated")) return "tunnel off";
  if (of("Finished")) return of("Finished").disposition.toLowerCase().replaceAll("_", " ");
  if (of("Routed")) return `to ${of("Routed").nextHop}`;
  return of("FlowLookup")?.outcome.replaceAll("_", " ") ?? "sends";
}

// The headers of a packet, outside first.
export function headers(packet) {
  if (!packet) return [];
  const flow = ends(packet.flow) ?? {};
  const layers = [];
  if (packet.tunnel) {
    layers.push(["Tunnel", [["source", packet.tunnel.source], ["destination", packet.tunnel.destination]]], ["VXLAN", [["vni", String(packet.tunnel.vni)]]]);
  }
  layers.push(["IPv4", [["source", flow.source], ["destination", flow.destination], ["ttl", String(packet.ttl)]]]);
  layers.push(["TCP", [["source port", flow.sourcePort], ["destination port", flow.destinationPort], ["flags", flagsOf(packet.tcpFlags)]]]);
  return layers;
}

// Both packets side by side: every field of either, with what it was and is.
export function compare(came, left) {
  const before = new Map(headers(came)), after = new Map(headers(left));
  const names = ["Tunnel", "VXLAN", "IPv4", "TCP"].filter((name) => before.has(name) || after.has(name));
  return names.map((name) => {
    const was = new Map(before.get(name) ?? []), is = new Map(after.get(name) ?? []);
    const change = !came || !left ? "" : !before.has(name) ? "added" : !after.has(name) ? "removed" : "";
    const fields = [...new Set([...was.keys(), ...is.keys()])].map((field) =>
      ({ field, was: was.get(field), is: is.get(field), changed: Boolean(came && left && !change && was.get(field) !== is.get(field)) }));
    return { name, change, fields };
  });
}
