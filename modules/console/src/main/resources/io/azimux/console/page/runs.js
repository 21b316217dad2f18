// Reports of runs, the newest first; each is a page of its own.
import { h, at, table } from "./dom.js";
import { count } from "./format.js";
import { ask } from "./store.js";

const MARKS = { PASS: "✓", FAIL: "✕", UNKNOWN: "?" };
const when = (name) => name.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-.*/, "$1-$2-$3 $4:$5:$6");

export async function show() {
  const view = at("runs");
  const runs = await ask("/api/runs");
  view.replaceChildren(
    h("header", {}, h("h1", {}, "Runs"), h("span", { class: "faint" }, runs.length ? `${runs.length} in runs/` : "")),
    h("div", { class: "card", tabindex: "0", role: "region", "aria-label": "Runs" }, table(
      ["When (UTC)", "Scenario", "Verdict", "Engine", ["num", "Flows"], ["num", "Broken"], ["num", "Moved"], "Faults", ["num", "Lasted"], "Report"],
      runs.map((run) => [
        ["mono", when(run.name)],
        h("span", {}, h("b", {}, run.scenario), h("small", {}, run.description)),
        run.verdict ? h("span", { class: `tag ${run.verdict}` }, `${MARKS[run.verdict] ?? ""} ${run.verdict}`) : h("span", { class: "faint" }, run.page ? "comparison" : "not finished"),
        run.engine || "–",
        ["num", run.verdict ? count(run.flows) : "–"], ["num", run.verdict ? count(run.broken) : "–"], ["num", run.verdict ? count(run.remapped) : "–"],
        run.faults.join(", ") || "–",
        ["num", run.durationMillis < 0 ? "–" : `${(run.durationMillis / 1000).toFixed(1)} s`],
        run.page ? h("a", { href: `/runs/${run.name}/${run.page}`, target: "_blank", rel: "noopener", "aria-label": `Report of ${run.name}` }, "Open") : "–",
      ]), "No run yet. Try: ./azimux sim kill-one-mux")));
}
