function shading() {
  return {
    silent: true,
    itemStyle: { color: css("--shade"), opacity: 0.55 },
    data: data.faults.filter((f) => f.until > f.at).map((f) => [{ xAxis: f.at / 1000 }, { xAxis: f.until / 1000 }]),
  };
}

function moments() {
  return {
    silent: true, symbol: ["none", "none"],
    lineStyle: { color: css("--bar"), type: "solid", width: 1 },
    label: { color: css("--ink"), fontSize: 11, position: "insideEndTop", formatter: (p) => p.name },
    data: data.faults.map((f) => ({ xAxis: f.at / 1000, name: f.what })),
  };
}

function series(curve, index, bars) {
  const points = curve.atMillis.map((at, i) => [at / 1000, curve.values[i]]);
  const every = Math.max(1, Math.round(points.length / 12));
  return {
    name: curve.name, data: points, type: bars ? "bar" : "line", stack: bars ? "all" : undefined,
    barWidth: bars ? 5 : undefined, connectNulls: false,
    lineStyle: { type: dashes[index % dashes.length], width: 2 },
    symbol: symbols[index % symbols.length], symbolSize: (value, p) => (p.dataIndex % every === index % every ? 7 : 0), showAllSymbol: true,
    emphasis: { focus: "series" },
  };
}

function draw(element) {
  const key = element.dataset.plot;
  const plot = data.plots.find((p) => p.key === key);
  const bars = key === "loss";
  const curves = data.curves.filter((c) => c.plot === key);
  const lines = curves.map((curve, i) => series(curve, i, bars));
  lines[0].markArea = shading();
  lines[0].markLine = moments();
  const made = chart(element, {
    grid: { left: 64, right: 24, top: 56, bottom: 64 },
    legend: { type: "scroll", top: 0, left: 0, textStyle: { color: css("--ink") }, itemWidth: 34 },
    tooltip: {
      trigger: "axis", confine: true, backgroundColor: css("--card"), borderColor: css("--rule"),
      textStyle: { color: css("--ink") }, valueFormatter: (v) => (v == null ? "none" : `${v} ${plot.unit}`),
    },
    xAxis: { type: "value", min: 0, max: data.duration / 1000, name: "s", ...axisStyle() },
    yAxis: { type: "value", min: 0, name: plot.unit, ...axisStyle() },
    dataZoom: [
      { type: "slider", height: 18, bottom: 8, borderColor: css("--rule"), textStyle: { color: css("--faint") }, filterMode: "none" },
    ],
    series: lines,
  });
  made.group = "run";
}

function drawAll() {
  document.querySelectorAll(".plot").forEach(draw);
  echarts.connect("run");
}
drawAll();

const rows = [...document.querySelectorAll("#flows tbody tr")];
function filter() {
  const cause = document.getElementById("by-cause").value;
  const effect = document.getElementById("by-effect").value;
  const text = document.getElementById("by-text").value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    const fits = (!cause || row.dataset.cause === cause) && (!effect || row.dataset.effect === effect)
      && (!text || row.textContent.toLowerCase().includes(text));
    row.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  document.getElementById("shown").textContent = `${shown} of ${rows.length} flows`;
}
if (rows.length) {
  const form = document.getElementById("filter");
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
