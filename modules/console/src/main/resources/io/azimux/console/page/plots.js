// Four plots of the last minutes. Lines differ in dash and mark, not in colour alone.
import { at } from "./dom.js";
import { store, on } from "./store.js";
import { words, rate } from "./format.js";

const PALETTES = {
  light: ["#0b62b8", "#b3500a", "#14723d", "#7a2a7d", "#8a6d00", "#b3202b", "#23707a", "#4d4d4d"],
  dark: ["#69b1ff", "#f3a25f", "#62d093", "#c79bff", "#f2d16b", "#ff8084", "#7fd6e0", "#c9c9c9"],
};
const DASHES = ["solid", [6, 3], [2, 3], [10, 3, 2, 3]];
const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
const SPAN = 120_000;
const charts = new Map();
let visible = () => true;

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const PLOTS = {
  "plot-mux": { of: (sample) => sample.muxPackets, scale: 1, area: false },
  "plot-decisions": { of: (sample) => sample.decisions, scale: 1, order: ["local_hit", "new", "replicated_hit", "hash_fallback"], quiet: true },
  "plot-lag": { of: (sample) => sample.lag, scale: 1000, name: (key) => (Number(key) === 1 ? "most" : `p${Number(key) * 100}`) },
  "plot-drops": { of: (sample) => sample.drops, scale: 1, quiet: true, none: "nothing was dropped" },
};

function lines(plot, samples) {
  const keys = new Set(plot.order ?? []);
  samples.forEach((sample) => Object.keys(plot.of(sample)).forEach((key) => keys.add(key)));
  const shown = [...keys].filter((key) => !plot.quiet || samples.some((sample) => (plot.of(sample)[key] ?? 0) > 0)).slice(0, 8);
  return shown.filter((key) => samples.some((sample) => plot.of(sample)[key] !== undefined)).map((key, i) => ({
    name: plot.name ? plot.name(key) : words(key), type: "line", showAllSymbol: true,
    symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: (value, p) => (p.dataIndex % 24 === (i * 6) % 24 ? 5 : 0),
    lineStyle: { width: 1.6, type: DASHES[i % DASHES.length] }, connectNulls: false,
    data: samples.map((sample) => [sample.at, plot.of(sample)[key] === undefined ? null : plot.of(sample)[key] * plot.scale]),
  }));
}

function option(plot) {
  const last = store.series.length ? store.series[store.series.length - 1].at : Date.now();
  const samples = store.series.filter((sample) => sample.at > last - SPAN);
  const series = lines(plot, samples);
  const faint = css("--faint"), rule = css("--line");
  const axis = { axisLine: { lineStyle: { color: rule } }, axisTick: { show: false }, splitLine: { lineStyle: { color: rule } } };
  if (series.length) series[0].markLine = marks(last);
  return {
    animation: false, backgroundColor: "transparent", color: PALETTES[document.documentElement.dataset.theme === "dark" ? "dark" : "light"],
    textStyle: { fontFamily: "Inter, system-ui, sans-serif", color: faint },
    aria: { enabled: true },
    grid: { left: 38, right: 10, top: 40, bottom: 20 },
    legend: { top: 2, left: 0, right: 0, padding: 0, itemWidth: 18, itemHeight: 5, itemGap: 8, textStyle: { color: faint, fontSize: 10.5, padding: [0, 0, 0, -2] } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: css("--card"), borderColor: rule, padding: [5, 8], textStyle: { color: css("--ink"), fontSize: 11 }, valueFormatter: (value) => (value == null ? "–" : rate(value)) },
    xAxis: { type: "time", min: last - SPAN, max: last, splitNumber: 3, ...axis, splitLine: { show: false }, axisLabel: { color: faint, fontSize: 10, hideOverlap: true, formatter: "{HH}:{mm}:{ss}" } },
    yAxis: { type: "value", min: 0, splitNumber: 3, ...axis, axisLine: { show: false }, axisLabel: { color: faint, fontSize: 10, formatter: (value) => rate(value) } },
    series,
    graphic: series.length ? [] : [{ type: "text", left: "center", top: "middle", style: { text: plot.none ?? "nothing yet", fill: faint, fontSize: 12 } }],
  };
}

// A line where somebody did something, or a process went.
function marks(last) {
  const at = store.moments.filter((one) => one.at > last - SPAN && (one.kind === "action" || one.kind === "fault" || (one.kind === "process" && one.bad)));
  return { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: css("--bad"), type: "dashed", width: 1, opacity: 0.8 }, data: at.map((one) => ({ xAxis: one.at })) };
}

export function draw() {
  if (typeof echarts === "undefined" || !visible()) return;
  for (const [id, plot] of Object.entries(PLOTS)) {
    const node = at(id);
    if (!node.clientWidth) continue;
    if (!charts.has(id)) charts.set(id, echarts.init(node, null, { renderer: "canvas" }));
    charts.get(id).setOption(option(plot), { notMerge: true, lazyUpdate: true });
  }
}

export function start(isVisible) {
  visible = isVisible;
  on("world", draw);
  on("live", (live) => { if (live.sample.length) draw(); });
  window.addEventListener("resize", () => { charts.forEach((chart) => chart.resize()); draw(); });
}
