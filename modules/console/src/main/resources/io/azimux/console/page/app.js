// Puts the page together: views, theme, keys, and the connection.
import { at, say } from "./dom.js";
import { store, on, connect } from "./store.js";
import * as picture from "./picture.js";
import * as panel from "./panel.js";
import * as events from "./events.js";
import * as plots from "./plots.js";
import * as tables from "./tables.js";
import * as walkview from "./walkview.js";
import * as runs from "./runs.js";

const VIEWS = ["live", "walk", "runs"];
const root = document.documentElement;
const wanted = window.matchMedia("(prefers-color-scheme: dark)");
let view = "live";

function setTheme(dark) {
  root.dataset.theme = dark ? "dark" : "light";
  at("theme").textContent = dark ? "Light" : "Dark";
  at("theme").setAttribute("aria-pressed", String(dark));
  plots.draw();
}

function toggleTheme() {
  const dark = root.dataset.theme !== "dark";
  localStorage.setItem("theme", dark ? "dark" : "light");
  setTheme(dark);
}

function setStill(still) {
  root.classList.toggle("still", still);
  at("motion").textContent = still ? "Move" : "Still";
  at("motion").setAttribute("aria-pressed", String(still));
}

async function route() {
  const name = location.hash.replace(/^#\//, "").split("/")[0];
  view = VIEWS.includes(name) ? name : "live";
  for (const one of VIEWS) {
    at(one).hidden = one !== view;
    if (one === view) at(`to-${one}`).setAttribute("aria-current", "page");
    else at(`to-${one}`).removeAttribute("aria-current");
  }
  document.title = { live: "Azimux", walk: "Packet walk · Azimux", runs: "Runs · Azimux" }[view];
  if (view === "live") plots.draw();
  if (view === "walk") walkview.show();
  if (view === "runs") await runs.show();
}

function keys(event) {
  const inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.ctrlKey || event.metaKey || event.altKey || inField || at("ask").open) return;
  if (event.key === "Escape" && view === "live" && store.chosen) panel.leave();
  else if (event.key === "t") toggleTheme();
  else if (event.key === "m") setStill(!root.classList.contains("still"));
  else if (view === "walk" && walkview.key(event.key)) event.preventDefault();
  else if (view === "live" && panel.keys[event.key]) panel.perform(panel.keys[event.key]);
}

const saved = localStorage.getItem("theme");
setTheme(saved ? saved === "dark" : wanted.matches);
wanted.addEventListener("change", (event) => { if (!localStorage.getItem("theme")) setTheme(event.matches); });
at("theme").addEventListener("click", toggleTheme);
at("motion").addEventListener("click", () => setStill(!root.classList.contains("still")));
setStill(window.matchMedia("(prefers-reduced-motion: reduce)").matches);
window.addEventListener("hashchange", route);
window.addEventListener("keydown", keys);

on("world", () => {
  say(at("scenario"), store.world.scenario);
  say(at("settings"), store.world.frontends.slice(0, 1).map((one) => `${one.balancer} ${one.address}:${one.port}`).join(""));
  walkview.show(view !== "walk");
});
on("link", (good, why) => {
  at("pulse").classList.toggle("off", !good);
  say(at("pulse").lastElementChild, good ? "live" : why);
});
[picture, panel, events, tables, walkview].forEach((part) => part.start());
plots.start(() => view === "live");
route();
connect();
