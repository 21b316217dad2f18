// The cloud as a picture: boxes that can be chosen, and packets that move between them.
import { h, s, at, say } from "./dom.js";
import { rate, count, millis, state, roles } from "./format.js";
import { store, on, choose } from "./store.js";
import { layout, ways } from "./layout.js";

const ICONS = {
  client: "M1 8a7 7 0 1 0 14 0a7 7 0 1 0-14 0M1 8h14M8 1c3 2 3 12 0 14M8 1c-3 2-3 12 0 14",
  router: "M8 1a7 7 0 1 0 .01 0M4.5 6h7M9.5 4l2 2-2 2M11.500 10h-7M6.500 8l-2 2 2 2",
  mux: "M1 8h4M5 8c3 0 3-5 6-5h4M5 8h10M5 8c3 0 3 5 6 5h4",
  host: "M2 2h12v5H2zM2 9h12v5H2zM4.500 4.500h2M4.500 11.500h2",
  vm: "M8 1l6 3.500v7L8 15l-6-3.500v-7zM2 4.500l6 3.500 6-3.500M8 8v7",
  controller: "M2 4h7M13 4h1M2 12h1M7 12h7M9 2v4M3 10v4M9 4h4v0M3 12h4v0",
};
// A session's keep-alives alone make some ten packets a second: a heartbeat, not a load.
const HEARTBEAT = 25;
const LEVELS = [0.3, 60, 300, 1500, 6000];

let lanes = [];
let boxes = new Map();

export function level(packets) {
  let at = 0;
  while (at < LEVELS.length && packets > LEVELS[at]) at++;
  return at;
}

export function box(element, place) {
  const parts = [s("rect", { class: "box", x: place.x, y: place.y, width: place.w, height: place.h, rx: 9 })];
  const small = element.role === "vm" ? 3 : 0;
  parts.push(s("path", { class: "icon", d: ICONS[element.role], transform: `translate(${place.x + 10 - small} ${place.y + 8}) scale(.85)` }));
  parts.push(s("text", { class: small ? "name small" : "name", x: place.x + 30 - 2 * small, y: place.y + 19 }, element.name));
  return parts;
}

function draw() {
  const world = store.world;
  const { places, groups, width, height } = layout(world);
  const svg = at("picture");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(
    s("defs", {}, s("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      s("rect", { width: 7, height: 7, fill: "var(--card)" }), s("rect", { width: 2, height: 7, fill: "var(--bad-soft)" }))));
  for (const one of groups) {
    svg.append(s("g", { class: "group", "aria-hidden": "true" },
      s("rect", { x: one.x, y: one.y, width: one.w, height: one.h, rx: 12 }), s("text", { x: one.x + 16, y: one.y + 19 }, one.text)));
  }
  const controller = world.elements.find((one) => one.role === "controller");
  const from = controller && places.get(controller.name);
  if (from) svg.append(s("path", { class: "told", d: `M${from.x + from.w + 4} ${from.y + from.h / 2}H${groups[0].x - 3}` }));

  const wires = s("g", { "aria-hidden": "true" }), moving = s("g", { "aria-hidden": "true" });
  lanes = ways(world, places).map((way) => {
    const flow = s("path", { class: "lane flow v0", d: way.path });
    wires.append(s("path", { class: "wire", d: way.path }));
    moving.append(flow);
    return { ...way, flow, kind: kind(world, way), last: "" };
  });
  svg.append(wires, moving);
  boxes = new Map();
  const order = { client: 0, router: 1, mux: 2, host: 3, vm: 4, controller: 5 };
  [...world.elements].sort((a, b) => order[a.role] - order[b.role]).forEach((element) => {
    if (places.has(element.name)) svg.append(button(element, places.get(element.name)));
  });
}

function kind(world, way) {
  const role = (name) => world.elements.find((one) => one.name === name).role;
  if (role(way.to) === "client" || (role(way.from) === "host" && role(way.to) === "router")) return "answer";
  if (role(way.from) === "mux" || role(way.to) === "host") return "tunnel";
  return "plain";
}

function button(element, place) {
  const status = s("text", { class: "state", x: place.x + place.w - 10, y: place.y + 18 });
  const left = place.x + (element.role === "vm" ? 9 : 11);
  const figure = s("text", { class: "figure", x: left, y: place.y + 38 });
  const more = s("text", { class: "more", x: left, y: place.y + 53 });
  const parts = box(element, place);
  const extra = [];
  let share = null;
  if (element.role === "mux") {
    share = s("rect", { class: "share-of", x: place.x + 11, y: place.y + 63, width: 0, height: 4, rx: 2 });
    extra.push(s("rect", { class: "share", x: place.x + 11, y: place.y + 63, width: place.w - 22, height: 4, rx: 2 }), share);
  }
  if (place.holds) {
    more.setAttribute("x", place.x + place.w - 28);
    more.setAttribute("y", place.y + 19);
    more.setAttribute("text-anchor", "end");
  }
  const node = s("g", {
    class: "el", tabindex: "0", role: "button", "data-name": element.name,
    onclick: () => choose(element.name),
    onkeydown: (event) => keys(event, element.name),
  }, parts, extra, status, figure, more);
  boxes.set(element.name, { element, place, node, status, figure, more, share });
  return node;
}

function keys(event, name) {
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(name);
    at("panel").focus();
  }
  const towards = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!towards) return;
  event.preventDefault();
  const centre = (place) => [place.x + place.w / 2, place.y + place.h / 2];
  const [x, y] = centre(boxes.get(name).place);
  let best = null, least = Infinity;
  for (const other of boxes.values()) {
    const [ox, oy] = centre(other.place);
    const along = (ox - x) * towards[0] + (oy - y) * towards[1];
    const across = Math.abs((ox - x) * towards[1]) + Math.abs((oy - y) * towards[0]);
    if (along > 4 && along + 2 * across < least) { least = along + 2 * across; best = other; }
  }
  best?.node.focus();
}

export function focusElement(name) {
  boxes.get(name)?.node.focus();
}

function figures(role, of, live) {
  const one = (key) => of.figures[key];
  if (role === "mux") {
    const flows = one("mux_flow_table_entries") ?? 0, carried = one("mux_flows_carried") ?? 0;
    return [`${rate(one("mux_packets") ?? 0)} pkt/s`, `carries ${count(carried)} of ${count(flows)} flows`];
  }
  if (role === "router") {
    const hops = Object.entries(of.figures).filter(([key]) => key.startsWith("router_next_hop_active."));
    return [`${rate(of.sent)} pkt/s`, `uses ${hops.filter(([, on]) => on > 0).length} of ${hops.length} MUXes`];
  }
  if (role === "client") return [`${rate(of.sent)} out, ${rate(of.received)} in`, `${count(one("tcp_connections.established") ?? 0)} connections`];
  if (role === "host") return ["", `${rate(one("vfp_direct_return_packets") ?? 0)} direct returns/s`];
  if (role === "vm") {
    const tracked = one("nva_conntrack_entries") ?? 0;
    return [`${rate(of.received)} pkt/s`, tracked ? `${count(tracked)} tracked` : " "];
  }
  return [`goal state ${count(one("control_goal_state_version") ?? 0)}`, `tells ${live.members.length} processes`];
}

// A backend that the controller holds unhealthy is marked on its machine.
function sick(live) {
  const names = new Set();
  for (const element of live.elements) {
    for (const [key, value] of Object.entries(element.figures)) {
      if (key.startsWith("health_probe_status.") && value === 0) names.add(key.slice(20).split("/")[0]);
    }
  }
  return names;
}

function update(live) {
  const byName = new Map(live.elements.map((one) => [one.name, one]));
  const unhealthy = sick(live);
  const pool = live.elements.reduce((sum, one) => sum + (one.state === "up" ? one.figures.mux_packets ?? 0 : 0), 0);
  for (const { element, place, node, status, figure, more, share } of boxes.values()) {
    const of = byName.get(element.name);
    if (!of) continue;
    const ill = of.state === "up" && unhealthy.has(element.name);
    const [line, second] = of.state === "up" ? figures(element.role, of, live) : ["", ""];
    node.setAttribute("class", `el ${of.state}${ill ? " sick" : ""}${store.chosen === element.name ? " chosen" : ""}`);
    say(status, ill ? "✕ unhealthy" : of.state === "up" ? "●" : state(of.state));
    say(figure, line);
    say(more, of.state === "up" ? second : place.holds ? "" : element.address);
    if (place.holds) more.setAttribute("visibility", of.state === "up" ? "visible" : "hidden");
    if (share) share.setAttribute("width", pool > 0 && of.state === "up" ? ((place.w - 22) * (of.figures.mux_packets ?? 0)) / pool : 0);
    node.setAttribute("aria-label", `${roles[element.role]} ${element.name}, ${ill ? "unhealthy" : of.state}${line ? `, ${line}, ${second}` : ""}`);
    node.setAttribute("aria-pressed", String(store.chosen === element.name));
  }
  const rates = new Map(live.edges.map((edge) => [`${edge.from}>${edge.to}`, edge.rate]));
  for (const lane of lanes) {
    const packets = rates.get(`${lane.from}>${lane.to}`) ?? 0;
    const dead = byName.get(lane.to)?.state !== "up" && packets > HEARTBEAT;
    const now = `lane flow ${dead ? "lost" : lane.kind} v${level(packets)}${packets < HEARTBEAT ? " beat" : ""}`;
    if (now !== lane.last) {
      lane.flow.setAttribute("class", now);
      lane.last = now;
    }
  }
}

function chips(live) {
  const of = (role) => store.world.elements.filter((one) => one.role === role).map((one) => live.elements.find((e) => e.name === one.name)).filter(Boolean);
  const muxes = of("mux").filter((one) => one.state !== "standby");
  const up = muxes.filter((one) => one.state === "up");
  const sum = (key) => up.reduce((total, one) => total + (one.figures[key] ?? 0), 0);
  const lag = Math.max(0, ...up.map((one) => one.figures["replication_lag_seconds.0.99"] ?? 0));
  const digests = new Set(up.map((one) => one.figures.mux_flow_digest));
  const health = live.elements.flatMap((one) => (store.world.elements.find((e) => e.name === one.name)?.role === "controller"
    ? Object.entries(one.figures).filter(([key]) => key.startsWith("health_probe_status.")) : []));
  const healthy = health.filter(([, value]) => value > 0).length;
  const gone = new Set(live.elements.filter((one) => one.state === "gone" || one.state === "silent").map((one) => one.name));
  const intoDead = live.edges.reduce((total, edge) => total + (gone.has(edge.to) && edge.rate > HEARTBEAT ? edge.rate : 0), 0);
  const dropped = live.drops.reduce((total, one) => total + one.rate, intoDead);
  const answering = live.nodes.filter((one) => one.presence === "answers").length;
  return [
    [`${up.length}`, `of ${muxes.length}`, "MUXes up", up.length < muxes.length],
    [`${healthy}`, `of ${health.length}`, "backends healthy", healthy < health.length],
    [`${answering}`, `of ${live.nodes.length}`, "processes answer", answering < live.nodes.length],
    [rate(sum("mux_packets")), "/s", "packets into MUXes", false],
    [count(Math.max(0, ...up.map((one) => one.figures.mux_flow_table_entries ?? 0))), "flows", digests.size > 1 ? "MUXes differ" : "all MUXes equal", false],
    [millis(lag), "ms", "replication lag p99", false],
    [rate(dropped), "/s", "packets dropped or lost", dropped > 0.5],
  ];
}

function showChips(live) {
  const list = at("chips");
  const values = chips(live);
  if (list.children.length !== values.length) {
    list.replaceChildren(...values.map(([, , label]) => h("li", {}, h("b", {}, h("span", {}), h("i", {})), h("span", {}, label))));
  }
  values.forEach(([value, unit, , bad], i) => {
    const item = list.children[i];
    say(item.firstChild.firstChild, value);
    say(item.firstChild.lastChild, unit);
    item.classList.toggle("bad", bad);
  });
}

export function start() {
  on("world", draw);
  on("live", (live) => { showChips(live); update(live); });
  on("chosen", () => store.live && update(store.live));
}
