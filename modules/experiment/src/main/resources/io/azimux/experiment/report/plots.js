"use strict";
// Shared by all pages: the theme, and how plots are drawn so that they can be read without colour.
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const wanted = window.matchMedia("(prefers-color-scheme: dark)");
const charts = [];
const palettes = {
  light: ["#0b5cad", "#b3500a", "#0f6b3c", "#7a2a7d", "#8a6d00", "#a3141f", "#23707a", "#4d4d4d"],
  dark: ["#7cbcff", "#f3a25f", "#7fe0a6", "#dba0e0", "#f2d16b", "#ff9aa0", "#7fd6e0", "#c9c9c9"],
};
const dashes = ["solid", "dashed", "dotted", [10, 4, 2, 4]];
const symbols = ["circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect", "emptyCircle"];
const isDark = () => root.dataset.theme === "dark";
const css = (name) => getComputedStyle(root).getPropertyValue(name).trim();

function setTheme(dark) {
  root.dataset.theme = dark ? "dark" : "light";
  const button = document.getElementById("theme");
  if (button) {
    button.textContent = dark ? "Light" : "Dark";
    button.setAttribute("aria-pressed", String(dark));
  }
}

function redraw() {
  while (charts.length) charts.pop().dispose();
  if (typeof echarts !== "undefined") drawAll();
}

// A chart as vectors: sharp on paper, too.
function chart(element, option) {
  const made = echarts.init(element, null, { renderer: "svg" });
  made.setOption({
    animation: false,
    color: isDark() ? palettes.dark : palettes.light,
    backgroundColor: "transparent",
    textStyle: { color: css("--ink"), fontFamily: "inherit" },
    aria: { enabled: true, decal: { show: true } },
    ...option,
  });
  charts.push(made);
  return made;
}

const axisStyle = () => ({
  axisLine: { lineStyle: { color: css("--faint") } },
  axisLabel: { color: css("--faint") },
  nameTextStyle: { color: css("--faint") },
  splitLine: { lineStyle: { color: css("--rule") } },
});

setTheme(wanted.matches);
wanted.addEventListener("change", (event) => { setTheme(event.matches); redraw(); });
document.getElementById("theme")?.addEventListener("click", () => { setTheme(!isDark()); redraw(); });
window.addEventListener("resize", () => charts.forEach((one) => one.resize()));
let darkBeforePrint = false;
window.addEventListener("beforeprint", () => { darkBeforePrint = isDark(); setTheme(false); redraw(); });
window.addEventListener("afterprint", () => { setTheme(darkBeforePrint); redraw(); });
document.getElementById("copy")?.addEventListener("click", (event) => {
  const text = document.getElementById("again");
  navigator.clipboard?.writeText(text.textContent).then(() => { event.target.textContent = "Copied"; });
  getSelection().selectAllChildren(text);
});
