const metric = document.getElementById("metric");

function figure(value) {
  if (value < 0) return "-";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value === 0 ? 0 : 2);
}

function drawAll() {
  const key = metric.value;
  const element = document.getElementById("heat");
  element.style.height = `${110 + 44 * data.y.length}px`;
  const cells = data.cells.map((c) => ({
    value: [data.x.indexOf(c.x), data.y.indexOf(c.y), Math.max(0, c[key])], cell: c,
  }));
  const largest = Math.max(...cells.map((c) => c.value[2]), key === "remapped" ? 1 : 0.001);
  const dark = isDark();
  chart(element, {
    aria: { enabled: true },
    grid: { left: 10, right: 20, top: 20, bottom: 70, containLabel: true },
    tooltip: {
      confine: true, backgroundColor: css("--card"), borderColor: css("--rule"), textStyle: { color: css("--ink") },
      formatter: (p) => echarts.format.encodeHTML(`${p.data.cell.y}, ${p.data.cell.x}: ${figure(p.data.cell[key])}; verdict ${p.data.cell.verdict}`),
    },
    xAxis: { type: "category", data: data.x, name: data.swept ? "kill after the pool's change" : "", nameLocation: "middle", nameGap: 30, ...axisStyle(), splitArea: { show: false } },
    yAxis: { type: "category", data: data.y, inverse: true, ...axisStyle() },
    visualMap: {
      min: 0, max: largest, calculable: false, orient: "horizontal", right: 20, bottom: 0, itemHeight: 160, textStyle: { color: css("--faint") },
      text: [figure(largest), "0"],
      inRange: { color: dark ? ["#182129", "#5a3a1d", "#c9702b", "#ffd9a8"] : ["#f4f6f7", "#fbdcbd", "#e08a3c", "#8f2a0a"] },
    },
    series: [{
      type: "heatmap", data: cells,
      label: {
        show: data.x.length <= 24,
        formatter: (p) => figure(p.data.cell[key]),
        rich: {}, fontSize: 12,
      },
      itemStyle: { borderColor: css("--card"), borderWidth: 2 },
      labelLayout: { hideOverlap: true },
    }],
  });
  // Dark letters on light cells and the other way round.
  const made = charts[charts.length - 1];
  const light = (v) => (dark ? v / largest > 0.75 : v / largest < 0.6);
  made.setOption({ series: [{ data: cells.map((c) => ({ ...c, label: { color: light(c.value[2]) ? "#16202b" : "#ffffff" } })) }] });
}
metric.addEventListener("change", redraw);
document.getElementById("metric-form").addEventListener("submit", (event) => event.preventDefault());
drawAll();
