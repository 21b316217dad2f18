// The tables below the picture, one of them at a time.
import { h, at, table } from "./dom.js";
import { rate, count, millis, words, state, clock } from "./format.js";
import { store, on, ask } from "./store.js";
import { draw } from "./plots.js";

const NAMES = ["plots", "tables", "sessions", "drops", "flows"];
const KINDS = ["local_hit", "new", "replicated_hit", "hash_fallback"];
let shown = "plots";

const of = (role) => store.world.elements.filter((one) => one.role === role).map((one) => store.live.elements.find((e) => e.name === one.name)).filter(Boolean);

function mix(figures) {
  const values = KINDS.map((kind) => figures[`mux_decisions.${kind}`] ?? 0);
  const sum = values.reduce((a, b) => a + b, 0);
  const text = KINDS.map((kind, i) => `${words(kind)} ${rate(values[i])}/s`).join(", ");
  return h("span", { class: "mix", role: "img", "aria-label": text, title: text }, sum
    ? KINDS.map((kind, i) => (values[i] ? h("i", { class: kind, style: { width: `${(100 * values[i]) / sum}%` } }) : null)) : null);
}

function flowTables() {
  return table(["MUX", "State", ["num", "Flows"], ["num", "carried"], "Digest",
    ...KINDS.map((kind) => ["num", words(kind)]), "per second", ["num", "Lag p50"], ["num", "p99"]],
    of("mux").map((mux) => {
      const one = (key) => mux.figures[key];
      const up = mux.state === "up";
      const digest = one("mux_flow_digest");
      return [mux.name, h("span", { class: `tag ${mux.state}` }, state(mux.state)), ["num", up ? count(one("mux_flow_table_entries") ?? 0) : "–"],
        ["num", up ? count(one("mux_flows_carried") ?? 0) : "–"],
        ["mono", up && one("mux_synchronised") === 0 ? "fetching" : up && digest !== undefined ? digest.toString(16).padStart(12, "0") : "–"],
        ...KINDS.map((kind) => ["num", up ? rate(one(`mux_decisions.${kind}`) ?? 0) : "–"]), mix(up ? mux.figures : {}),
        ["num", up ? `${millis(one("replication_lag_seconds.0.5"))} ms` : "–"], ["num", up ? `${millis(one("replication_lag_seconds.0.99"))} ms` : "–"]];
    }), "This world has no MUX.");
}

function sessions() {
  const routers = store.world.elements.filter((one) => one.role === "router").map((one) => one.name);
  const at2 = (a, b) => store.live.sessions.find((one) => one.element === a && one.peer === b);
  const speakers = [...new Set(store.live.sessions.map((one) => one.element))].filter((name) => !routers.includes(name)).sort();
  const cell = (one, uses) => {
    if (!one) return h("span", { class: "nok" }, "no answer");
    const good = one.bgp && one.bfd;
    return h("span", { class: good ? "ok" : "nok" }, `BGP ${one.bgp ? "established" : "down"}, BFD ${one.bfd ? "up" : "down"}`, uses === undefined ? "" : h("small", {}, uses ? "  next hop" : "  not a next hop"));
  };
  const everybody = [...new Set([...speakers, ...store.live.sessions.filter((one) => routers.includes(one.element)).map((one) => one.peer)])].sort();
  return table(["Peer", ...routers.map((router) => `as ${router} sees it`), ...routers.map((router) => `as it sees ${router}`)],
    everybody.map((peer) => [peer,
      ...routers.map((router) => cell(at2(router, peer), store.live.elements.find((e) => e.name === router)?.figures[`router_next_hop_active.${peer}`])),
      ...routers.map((router) => cell(at2(peer, router)))]), "No session yet.");
}

function drops() {
  const most = Math.max(1, ...store.live.drops.map((one) => one.packets));
  return table(["Reason", ["num", "Packets"], ["num", "per second"], "Share"],
    [...store.live.drops].sort((a, b) => b.packets - a.packets).map((one) =>
      [words(one.reason), ["num", count(one.packets)], ["num", rate(one.rate)], h("span", { class: "bar-of", style: { width: `${Math.max(2, (240 * one.packets) / most)}px` } })]),
    "Nothing was dropped since the processes began.");
}

function flows(latest) {
  return table(["Flow", "State", "Backend", "MUX", "Taken over", ["num", "Handshake"], ["num", "Longest stall"], ["num", "News"]],
    latest.slice(0, 80).map((one) => [h("span", { class: "mono" }, one.flow), one.state, one.backend || "–", one.mux || "–", words(one.decision) || "–",
      ["num", one.handshakeMillis < 0 ? "–" : `${one.handshakeMillis.toFixed(1)} ms`], ["num", one.stallMillis < 0 ? "–" : `${one.stallMillis.toFixed(0)} ms`], ["num", clock(one.at)]]),
    "No flow yet. Put a load on it: ./azimux run SCENARIO, or walk a packet.");
}

async function refresh() {
  if (!store.live || !store.world || shown === "plots") return;
  const pane = at(`pane-${shown}`);
  const body = shown === "tables" ? flowTables() : shown === "sessions" ? sessions() : shown === "drops" ? drops() : flows(await ask("/api/flows"));
  const [left, top] = [pane.scrollLeft, pane.scrollTop];
  pane.replaceChildren(body);
  pane.scrollTo(left, top);
}

function show(name, focus) {
  shown = name;
  for (const one of NAMES) {
    const tab = at(`tab-${one}`);
    tab.setAttribute("aria-selected", String(one === name));
    tab.tabIndex = one === name ? 0 : -1;
    at(`pane-${one}`).hidden = one !== name;
    if (focus && one === name) tab.focus();
  }
  if (name === "plots") draw();
  refresh();
}

export function start() {
  NAMES.forEach((name, i) => {
    at(`tab-${name}`).addEventListener("click", () => show(name));
    at(`tab-${name}`).addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) show(NAMES[(i + step + NAMES.length) % NAMES.length], true);
    });
  });
  show("plots");
  let last = 0;
  on("live", () => {
    if (Date.now() - last < 900) return;
    last = Date.now();
    refresh().catch(() => { last = 0; });
  });
}
