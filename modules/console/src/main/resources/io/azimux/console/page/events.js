// What happened, the newest first.
import { h, at } from "./dom.js";
import { clock } from "./format.js";
import { store, on, choose } from "./store.js";

const MARKS = { process: "■", route: "➜", member: "◆", health: "♥", pool: "≡", fault: "⚡", action: "▶" };
const MOST = 250;

function line(moment) {
  const who = moment.kind === "action" ? "you" : moment.who;
  const same = who === moment.element && moment.kind === "process";
  return h("li", { class: `${moment.kind}${moment.bad ? " bad" : ""}`, onclick: () => moment.element && known(moment.element) && choose(moment.element) },
    h("time", { datetime: new Date(moment.at).toISOString(), title: new Date(moment.at).toISOString() }, clock(moment.at)),
    h("i", { "aria-hidden": "true" }, moment.bad ? "✕" : MARKS[moment.kind] || "·"),
    h("span", {}, h("b", {}, same ? moment.element : who), " ", moment.what));
}

const known = (name) => store.world?.elements.some((one) => one.name === name);

export function start() {
  on("world", () => at("events").replaceChildren());
  on("moments", (fresh) => {
    const log = at("events");
    log.prepend(...[...fresh].sort((a, b) => b.at - a.at || b.id - a.id).slice(0, MOST).map(line));
    while (log.children.length > MOST) log.lastChild.remove();
  });
}
