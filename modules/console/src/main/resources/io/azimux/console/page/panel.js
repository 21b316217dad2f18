// The element that was chosen: its state, what can be done to it, what it measures.
import { h, at } from "./dom.js";
import { rate, count, state, roles, figure, clock, words } from "./format.js";
import { store, on, choose, ask, act } from "./store.js";
import { focusElement } from "./picture.js";

const DEEDS = {
  kill: ["Kill", "SIGKILL: gone at once, nothing is said", "k", ["up", "silent"]],
  terminate: ["Drain and stop", "SIGTERM: a MUX withdraws its routes and drains first", "d", ["up"]],
  pause: ["Pause", "SIGSTOP: stands still and keeps its state", "p", ["up"]],
  resume: ["Resume", "SIGCONT: goes on", "r", ["silent"]],
  restart: ["Restart", "starts the process again, without any state", "s", ["gone", "standby"]],
};
let detail = null;
let asked = 0;
let busy = "";

const element = () => store.world?.elements.find((one) => one.name === store.chosen);
const now = () => store.live?.elements.find((one) => one.name === store.chosen);

async function refresh() {
  const name = store.chosen;
  if (!name || Date.now() - asked < 900) return;
  asked = Date.now();
  try {
    const found = await ask(`/api/elements/${encodeURIComponent(name)}`);
    if (store.chosen === name) { detail = found; render(); }
  } catch (gone) {
    detail = null; // another world has no such element; the next frame says so
  }
}

export async function perform(deed) {
  const name = store.chosen;
  const of = now();
  if (!name || !of || !DEEDS[deed] || !DEEDS[deed][3].includes(of.state) || !store.world.deeds.includes(deed)) return;
  busy = deed;
  render();
  try {
    await act(`/api/elements/${encodeURIComponent(name)}/${deed}`);
  } catch (refused) {
    busy = ""; // the reason stands on the page already
  }
  setTimeout(() => { busy = ""; render(); }, 600);
}

function deeds(of) {
  const offered = store.world.deeds.filter((deed) => DEEDS[deed]);
  const buttons = offered.filter((deed) => DEEDS[deed][3].includes(of.state)).map((deed) => {
    const [label, title, key] = DEEDS[deed];
    const kind = deed === "kill" ? "danger" : deed === "restart" || deed === "resume" ? "act" : "";
    return h("button", { type: "button", id: `do-${deed}`, class: kind, title: `${title} (${key})`, disabled: busy !== "", onclick: () => perform(deed) }, label);
  });
  return [
    buttons.length ? h("div", { class: "deeds", role: "group", "aria-label": `What to do to ${store.chosen}` }, buttons) : null,
    store.world.noDeeds ? h("p", { class: "why" }, offered.length ? store.world.noDeeds : `No kill or pause here: ${store.world.noDeeds}.`) : null,
  ];
}

function facts(of) {
  const lines = [["Address", element().address], ["Process", of.jvm || "none"]];
  if (detail?.pid > 0) lines.push(["Process number", String(detail.pid)]);
  if (detail?.with.length) lines.push(["Shares it with", detail.with.join(", ")]);
  if (of.waiting > 0) lines.push(["Packets waiting", count(of.waiting)]);
  if (of.state !== "up" && detail?.ageMillis > 0) lines.push(["Last heard", `${(detail.ageMillis / 1000).toFixed(1)} s ago`]);
  if (of.state === "up") lines.push(["Packets in", `${rate(of.received)} /s`], ["Packets out", `${rate(of.sent)} /s`]);
  return list(lines);
}

const list = (lines) => h("dl", {}, lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));

function figures(of) {
  if (of.state !== "up") return []; // what it measured last says nothing of now
  const lines = Object.entries(of.figures).filter(([key]) => !key.startsWith("router_next_hop_active")).map(([key, value]) => figure(key, value));
  return lines.length ? [h("h3", {}, "Measures"), list(lines)] : [];
}

function peers(of) {
  const edges = new Map();
  const of2 = (name) => edges.get(name) || edges.set(name, { out: 0, in: 0 }).get(name);
  for (const edge of store.live.edges) {
    if (edge.from === of.name) of2(edge.to).out = edge.rate;
    if (edge.to === of.name) of2(edge.from).in = edge.rate;
  }
  const session = new Map(store.live.sessions.filter((one) => one.element === of.name).map((one) => [one.peer, one]));
  if (!edges.size) return [];
  return [h("h3", {}, "Neighbours"), h("ul", { class: "peers" }, [...edges].map(([name, { out, in: into }]) => {
    const one = session.get(name);
    const marks = one ? h("span", { class: one.bgp && one.bfd ? "ok faint" : "nok" }, one.bgp ? (one.bfd ? "BGP, BFD" : "BGP, no BFD") : "no BGP") : null;
    return h("li", {}, h("b", {}, name), h("span", {}, marks, "  ", h("span", { class: "faint" }, `→ ${rate(out)}   ← ${rate(into)}`)));
  }))];
}

function drops() {
  const ends = detail?.hosted?.finished.filter((one) => one.reason !== "delivered") ?? [];
  return ends.length ? [h("h3", {}, "Dropped since its start"), list(ends.map((one) => [words(one.reason), count(one.packets)]))] : [];
}

function recent() {
  const moments = detail?.moments.slice(-6).reverse() ?? [];
  return moments.length ? [h("h3", {}, "Lately"), list(moments.map((one) => [clock(one.at), `${one.who === store.chosen ? "" : `${one.who} `}${one.what}`]))] : [];
}

function welcome() {
  return [
    h("header", {}, h("h2", {}, store.world ? store.world.scenario : "Azimux")),
    h("p", { class: "lead" }, store.world?.description ?? ""),
    h("p", { class: "hint" }, "Choose an element for its state, and to kill, pause or restart its process: click, or ",
      h("span", { class: "kbd" }, "Tab"), ", arrows and ", h("span", { class: "kbd" }, "Enter"), "; ", h("span", { class: "kbd" }, "Esc"), " goes back."),
    h("h3", {}, "What holds here"),
    list([["Replication", store.world?.settings.replication ?? ""], ["ECMP", store.world?.settings.ecmp ?? ""], ["Backend map", store.world?.settings.map ?? ""],
      ...(store.live?.faults ?? []).map((fault) => ["Fault", `${fault.fault} ${fault.target}`])]),
    h("h3", {}, "Members of the cluster"),
    h("ul", { class: "members" }, (store.live?.members ?? []).map((one) => {
      const lost = one.unreachableFor.length > 0;
      return h("li", {}, h("b", {}, one.name), h("span", { class: lost ? "nok" : "ok" }, lost ? `unreachable for ${one.unreachableFor.length}` : one.status));
    })),
  ];
}

let drawn = "";
function render() {
  const panel = at("panel");
  const of = now();
  const focus = panel.contains(document.activeElement) ? document.activeElement.id : "";
  const top = panel.scrollTop;
  if (!of || !element()) {
    panel.replaceChildren(...welcome());
  } else {
    panel.setAttribute("aria-label", `${of.name}, ${of.state}`);
    panel.replaceChildren(
      h("header", {}, h("h2", {}, of.name), h("span", { class: `tag ${of.state}` }, state(of.state)),
        h("button", { type: "button", id: "close", class: "close", "aria-label": "Close (Escape)", onclick: leave }, "×")),
      h("p", { class: "lead" }, roles[element().role]),
      ...deeds(of).filter(Boolean), facts(of), ...peers(of), ...figures(of), ...drops(), ...recent());
  }
  panel.scrollTop = drawn === store.chosen ? top : 0;
  drawn = store.chosen;
  if (focus) (at(focus) && panel.contains(at(focus)) ? at(focus) : panel).focus();
}

export function leave() {
  const name = store.chosen;
  choose("");
  if (name) focusElement(name);
}

export function start() {
  on("chosen", () => { detail = null; asked = 0; busy = ""; render(); refresh(); });
  on("live", () => { if (!document.getSelection()?.toString()) render(); refresh(); });
  on("world", () => { if (store.chosen && !element()) choose(""); render(); });
}

export const keys = Object.fromEntries(Object.entries(DEEDS).map(([deed, [, , key]]) => [key, deed]));
