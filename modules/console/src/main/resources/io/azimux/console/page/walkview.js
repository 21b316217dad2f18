// One connection, hop by hop: where the packet is, what it looks like before and after, and what the element did.
import { h, s, at, toast } from "./dom.js";
import { store, ask, act } from "./store.js";
import { roles } from "./format.js";
import { layout } from "./layout.js";
import { box } from "./picture.js";
import { read, compare } from "./walk.js";

const PLAY_MILLIS = 1400;
let walk = null;
let index = 0;
let playing = null;
let world = "";
let places = new Map();

const hop = () => walk.hops[index];

export async function show(onlyForget = false) {
  if (!store.world) return;
  if (world !== store.world.world) { world = store.world.world; walk = null; frame(); }
  if (onlyForget || walk) return;
  await load(() => ask("/api/walk"));
}

async function load(source) {
  stop();
  at("walk").setAttribute("aria-busy", "true");
  try {
    walk = read(await source());
    index = 0;
    render();
  } catch (problem) {
    toast(problem.message);
  } finally {
    at("walk").removeAttribute("aria-busy");
  }
}

function liveWalk() {
  const port = Number(at("source-port").value);
  return load(() => act(`/api/walk?sourcePort=${port}`));
}

function frame() {
  at("walk").replaceChildren(
    h("header", { class: "walk-bar" },
      h("h1", {}, "Packet walk"), h("p", { class: "faint", id: "walk-flow" }),
      h("span", { class: "spring" }),
      h("button", { type: "button", id: "walk-sim", onclick: () => load(() => ask("/api/walk")) }, "Walk in the simulator"),
      h("label", { class: "faint" }, "from port ", h("input", { id: "source-port", type: "number", min: 1024, max: 65535, value: store.world.walk.sourcePort })),
      h("button", { type: "button", id: "walk-live", class: "act", onclick: liveWalk }, "Walk through what runs")),
    h("nav", { class: "card hops", id: "hops", "aria-label": "Hops of the connection" }),
    h("div", { class: "walk-main" },
      h("div", { class: "card walk-stage" }, s("svg", { id: "way", role: "img", "aria-label": "The way of the packet so far" })),
      h("div", { class: "steps-bar", role: "group", "aria-label": "Step through the walk" },
        control("first", "|◀", "First hop (Home)", () => go(0)), control("back", "◀", "Hop before (left arrow)", () => go(index - 1)),
        control("play", "▶ Play", "Play or stop (space)", toggle), control("next", "▶", "Next hop (right arrow)", () => go(index + 1)),
        control("last", "▶|", "Last hop (End)", () => go(walk.hops.length - 1)),
        h("input", { type: "range", id: "walk-range", min: 1, max: 1, value: 1, "aria-label": "Hop", oninput: (event) => go(Number(event.target.value) - 1) }),
        h("output", { id: "walk-at" })),
      h("div", { class: "walk-two" },
        h("section", { class: "card", id: "packet", "aria-label": "The packet, as it came and as it left", "aria-live": "polite" }),
        h("section", { class: "card", id: "did", "aria-label": "What the element did" })),
      h("section", { class: "card", id: "facts", "aria-label": "What this walk shows" })));
}

const control = (id, label, title, onclick) => h("button", { type: "button", id: `walk-${id}`, title, "aria-label": title, onclick }, label);

function go(to) {
  if (!walk || to < 0 || to >= walk.hops.length) { stop(); return; }
  index = to;
  update();
}

function toggle() {
  if (playing) { stop(); return; }
  if (index === walk.hops.length - 1) index = -1;
  go(index + 1);
  playing = setInterval(() => go(index + 1), PLAY_MILLIS);
  at("walk-play").textContent = "❙❙ Stop";
}

function stop() {
  clearInterval(playing);
  playing = null;
  if (at("walk-play")) at("walk-play").textContent = "▶ Play";
}

export function key(name) {
  if (!walk) return false;
  const steps = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: walk.hops.length - 1 };
  if (name === " " && !document.activeElement?.closest("button")) { toggle(); return true; }
  if (!(name in steps)) return false;
  stop();
  go(steps[name]);
  return true;
}

function render() {
  at("hops").replaceChildren(...[0, 1, 2].map((packet) => {
    const of = walk.hops.map((one, i) => [one, i]).filter(([one]) => one.packet === packet);
    if (!of.length) return null;
    return h("section", {}, h("h2", {}, `${of[0][0].title} `, h("small", {}, `${of[0][0].arrow} ${of[0][0].way}`)),
      h("ol", {}, of.map(([one, i]) => h("li", {}, h("button", { type: "button", "data-hop": i, onclick: () => { stop(); go(i); } },
        h("b", {}, one.element), h("span", {}, one.brief), one.rewrites ? h("i", { title: `${one.rewrites} changes of the packet` }, `✎${one.rewrites}`) : null)))));
  }).filter(Boolean));
  if (!walk.hops.length) at("hops").append(h("p", { class: "empty" }, "No element recorded this connection."));
  at("walk-range").max = Math.max(1, walk.hops.length);
  const start = walk.hops[0]?.left?.flow ?? "";
  at("walk-flow").textContent = `${start}  ·  ${walk.engine === "cluster" ? "as the processes recorded it" : "in virtual time"}${walk.completed ? "" : "  ·  not completed"}`;
  at("facts").replaceChildren(h("h2", {}, "What this walk shows"), h("ul", {}, walk.facts.map((one) =>
    h("li", {}, h("span", { class: one.holds ? "ok" : "nok" }, one.holds ? "yes" : "NO"), h("b", {}, one.claim), h("span", { class: "faint" }, one.seen)))));
  drawStage();
  if (walk.hops.length) update();
}

function drawStage() {
  const plan = layout(store.world);
  places = plan.places;
  const svg = at("way");
  svg.setAttribute("viewBox", `0 0 ${plan.width} ${plan.height - 30}`);
  svg.replaceChildren(
    ...plan.groups.map((one) => s("g", { class: "group" }, s("rect", { x: one.x, y: one.y, width: one.w, height: one.h, rx: 12 }), s("text", { x: one.x + 16, y: one.y + 19 }, one.text))),
    ...store.world.elements.filter((one) => places.has(one.name) && one.role === "host").map(node),
    s("g", { id: "trail" }),
    ...store.world.elements.filter((one) => places.has(one.name) && one.role !== "host" && one.role !== "controller").map(node),
    s("g", { id: "trail-in" }), s("g", { id: "spot" }, s("circle", { r: 11 }), s("path", { d: "M-5 -3.500h10v7h-10zM-5 -3.500l5 4 5 -4" })));
}

const node = (element) => s("g", { class: "el", "data-on": element.name }, box(element, places.get(element.name)),
  places.get(element.name).holds
    ? s("text", { class: "more", "text-anchor": "end", x: places.get(element.name).x + places.get(element.name).w - 12, y: places.get(element.name).y + 19 }, element.address)
    : s("text", { class: "more", x: places.get(element.name).x + 11, y: places.get(element.name).y + 36 }, element.address));

function anchor(name) {
  const place = places.get(name);
  return place.holds ? [place.x + place.w / 2 + 18, place.y + 17] : [place.x + place.w / 2, place.y + place.h - 15];
}

function trail() {
  const of = walk.hops.slice(0, index + 1).filter((one) => one.packet === hop().packet && places.has(one.element));
  const lines = [];
  for (let i = 1; i < of.length; i++) {
    const [x1, y1] = anchor(of[i - 1].element), [x2, y2] = anchor(of[i].element);
    const back = of.slice(0, i).some((one, k) => k > 0 && one.element === of[i].element && of[k - 1].element === of[i - 1].element);
    const kind = of[i].came?.tunnel ? "tunnel" : of[i].packet === 1 && i > 1 ? "answer" : "plain";
    const crooked = back ? 22 : 8;
    const [mx, my] = [(x1 + x2) / 2 + ((y2 - y1) / Math.hypot(x2 - x1, y2 - y1)) * crooked, (y1 + y2) / 2 - ((x2 - x1) / Math.hypot(x2 - x1, y2 - y1)) * crooked];
    lines.push(s("path", { class: `trail ${kind}${i === of.length - 1 ? " now" : ""}`, d: `M${x1} ${y1}Q${mx} ${my} ${x2} ${y2}` }));
  }
  at("trail").replaceChildren(...lines);
  document.querySelectorAll("#way .el").forEach((one) => {
    const name = one.dataset.on;
    one.classList.toggle("passed", of.some((each) => each.element === name));
    one.classList.toggle("chosen", name === hop().element);
  });
  if (places.has(hop().element)) {
    const [x, y] = anchor(hop().element);
    at("spot").style.transform = `translate(${x}px, ${y}px)`;
  }
}

function update() {
  const one = hop();
  document.querySelectorAll("#hops button").forEach((button) => {
    const current = Number(button.dataset.hop) === index;
    if (current) { button.setAttribute("aria-current", "step"); reveal(button); } else button.removeAttribute("aria-current");
  });
  at("walk-range").value = index + 1;
  at("walk-range").setAttribute("aria-valuetext", `${one.title}, ${one.element}`);
  at("walk-at").textContent = `Hop ${index + 1} of ${walk.hops.length}`;
  at("walk-first").disabled = at("walk-back").disabled = index === 0;
  at("walk-last").disabled = at("walk-next").disabled = index === walk.hops.length - 1;
  trail();
  showPacket(one);
  showDid(one);
}

function reveal(button) {
  const list = at("hops");
  const top = button.offsetTop - list.offsetTop;
  if (top < list.scrollTop + 30 || top > list.scrollTop + list.clientHeight - 50) list.scrollTop = top - list.clientHeight / 2;
}

function showPacket(one) {
  const layers = compare(one.came, one.left);
  const changes = layers.reduce((sum, layer) => sum + (layer.change ? 1 : 0) + layer.fields.filter((field) => field.changed).length, 0);
  const head = !one.came ? "leaves" : !one.left ? "ends here" : changes ? `${changes} change${changes > 1 ? "s" : ""}` : "unchanged";
  at("packet").replaceChildren(
    h("h2", {}, `${one.title} at ${one.element} `, h("small", {}, head)),
    h("div", { class: "ways" }, h("span", {}, one.came ? `in ${one.cameBy}` : "made here"), h("span", {}, one.left ? `out ${one.leftBy}` : one.end ? one.end.disposition.toLowerCase().replaceAll("_", " ") : "")),
    ...layers.map((layer) => h("div", { class: `layer ${layer.change}` },
      h("h3", {}, layer.name, layer.change ? h("em", {}, layer.change === "added" ? "＋ added" : "－ removed") : null),
      h("div", {}, layer.fields.map((field) => h("div", { class: `field${field.changed ? " changed" : ""}` },
        h("span", {}, field.field), field.changed ? h("del", { class: "mono" }, field.was) : h("span", { class: "mono" }, field.was ?? ""),
        h("span", { class: "arrow", "aria-hidden": "true" }, field.changed ? "➜" : ""),
        field.changed ? h("ins", { class: "mono" }, field.is) : h("span", { class: "mono" }, one.came && one.left ? field.is ?? "" : one.left ? field.is : "")))))));
}

function showDid(one) {
  const items = [];
  let number = 0;
  for (const step of one.steps) {
    if (step.number !== number && walk.meanings[step.number]) {
      number = step.number;
      items.push(h("li", { class: "meaning" }, h("b", {}, String(number)), walk.meanings[number]));
    }
    step.lines.forEach((line) => items.push(h("li", { class: step.kind }, h("span", {}, line.label), text(step, line))));
  }
  const role = store.world.elements.find((each) => each.name === one.element)?.role;
  at("did").replaceChildren(h("h2", {}, `What ${one.element} did `, h("small", {}, role ? roles[role] : "")), h("ol", {}, items.length ? items : h("li", {}, "no step arrived from here")));
}

// A rewrite shows what was and what is.
function text(step, line) {
  const found = step.kind === "Rewritten" ? /^(\w+) (.+) -> (.+)$/.exec(line.text) : null;
  if (found) return h("span", {}, `${found[1]} `, h("del", { class: "mono" }, found[2]), h("span", { class: "arrow" }, " ➜ "), h("ins", { class: "mono" }, found[3]));
  return h("span", {}, step.kind === "Encapsulated" ? "＋ " : step.kind === "Decapsulated" ? "－ " : "", line.text);
}

export function start() {
  window.addEventListener("hashchange", stop);
}
