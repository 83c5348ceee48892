"use strict";
// One way to draw every chart: its series by their kinds, axes with titles and units, and a legend of
// buttons under the canvas.

const drawn = new Map();
const hidden = new Map();

const SPREAD = ["error-bars", "band"];
const ACROSS = ["horizontal", "vertical"];

/** A chart with names on its x axis lies on its side: the names stand one below the other. */
function flipped(chart) {
  return chart.x.names.length > 0;
}

/** Whether a logarithmic axis can show it; what is missing has no place to be. */
function usable(value, axis) {
  return value === null || !axis.log || value > 0;
}

function dataset(series, points, chart) {
  const style = STYLES[series.kind];
  const ink = colour(series.ink);
  const dots = style.pale ? pale(ink) : ink;
  const onSide = flipped(chart);
  const shown = ACROSS.includes(series.kind) || series.kind === "band" ? [] : points;
  return {
    type: style.bar ? "bar" : "line",
    label: series.name,
    data: shown.map(p => (onSide ? { x: p.y, y: p.x, point: p } : { x: p.x, y: p.y, point: p })),
    kind: series.kind,
    flipped: onSide,
    points,
    borderColor: ink,
    pointBorderColor: dots,
    pointHoverRadius: style.pointRadius + 2,
    pointHitRadius: 8,
    pointStyle: "circle",
    tension: 0,
    clip: style.pointRadius > 0 ? 10 : 0,
    ...style,
    pointBackgroundColor: style.hollow ? colour("card") : dots,
    backgroundColor: ink,
  };
}

/** Least and largest value that the axis has to hold, [null, null] where there is none. */
function extent(chart, series, key) {
  const axis = chart[key];
  const values = series
    .filter(s => s.kind !== "dotted")
    .flatMap(s => s.points.flatMap(p => (key === "x" ? [p.x] : SPREAD.includes(s.kind) ? [p.y, p.lower, p.upper] : [p.y])))
    .filter(v => v !== null && usable(v, axis));
  // Not Math.min(...values): a sweep has more of them than a call takes arguments.
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return values.length === 0 ? [null, null] : [least, most];
}

/** The ends of an axis, with room around the values. */
function ends(chart, series, key) {
  const axis = chart[key];
  let [least, most] = extent(chart, series, key);
  if (least === null) return {};
  if (axis.names.length > 0) return { min: -0.5, max: axis.names.length - 0.5 };
  const bars = series.find(s => s.kind === "bars");
  if (key === "x" && bars) {
    // Half a bar beyond the first and the last one.
    const half = bars.points.length > 1 ? (bars.points[1].x - bars.points[0].x) / 2 : 0.5;
    return { min: bars.points[0].x - half, max: Math.max(most, bars.points.at(-1).x + half) };
  }
  if (axis.log) {
    const room = Math.max(Math.pow(most / least, 0.04), most / least < 1.2 ? 1.15 : 1);
    return { min: axis.least ?? least / room, max: axis.most ?? most * room };
  }
  const room = 0.04 * (most - least);
  return { min: axis.least ?? undefined, suggestedMin: least - room, suggestedMax: most + room, max: axis.most ?? undefined };
}

/** A name on several lines, none much longer than the axis has room for. */
function wrapped(name, most) {
  const lines = [""];
  for (const part of name.split(/(?<=, |: )/)) {
    if (lines.at(-1) !== "" && lines.at(-1).length + part.trimEnd().length > most) lines.push("");
    lines[lines.length - 1] += part;
  }
  return lines.map(line => line.trim());
}

function namesOf(axis) {
  const most = innerWidth < 560 ? 17 : 34;
  return {
    type: "linear",
    reverse: true,
    grid: { display: false },
    border: { color: colour("line") },
    ticks: { color: colour("ink"), padding: 6, autoSkip: false, font: { size: 11.5 } },
    afterBuildTicks: scale => {
      scale.ticks = axis.names.map((_, value) => ({ value }));
      scale.options.ticks.callback = value => wrapped(axis.names[value], most);
    },
  };
}

function valuesOf(axis, horizontal, whole) {
  const small = innerWidth < 560;
  return {
    type: axis.log ? "logarithmic" : "linear",
    reverse: axis.reversed,
    title: { display: true, text: axis.title, color: colour("ink"), font: { size: small ? 11.5 : 12.5 } },
    grid: { color: colour("grid"), drawTicks: false },
    border: { color: colour("line") },
    ticks: {
      color: colour("muted"),
      padding: 6,
      maxRotation: 0,
      autoSkip: !axis.log,
      callback: axis.log ? undefined : formatNumber,
    },
    afterBuildTicks: scale => {
      if (!axis.log) {
        // The ends of an axis of bars lie between whole numbers.
        if (whole) scale.ticks = evenMarks(0, scale.max, scale.chart.width / 55).filter(Number.isInteger).map(value => ({ value }));
        return;
      }
      const most = Math.max(3, Math.floor((horizontal ? scale.chart.width : scale.chart.height) / 55));
      const marks = logMarks(scale.min, scale.max, most);
      const labels = logLabels(marks);
      scale.ticks = marks.map((value, i) => ({ value, label: labels[i] }));
      scale.options.ticks.callback = (value, i) => labels[marks.indexOf(value)] ?? labels[i];
    },
  };
}

function scales(chart, series) {
  const y = ends(chart, series, "y");
  const x = ends(chart, series, "x");
  return flipped(chart)
    ? { x: { ...valuesOf(chart.y, true), ...y }, y: { ...namesOf(chart.x), ...x } }
    : { x: { ...valuesOf(chart.x, true, series.some(s => s.kind === "bars")), ...x }, y: { ...valuesOf(chart.y, false), ...y } };
}

/** What is said of a point: its place, its value and how far that may be off. */
function details(chart, point) {
  const name = chart.x.names[point.x];
  const lines = [
    name ?? `${chart.x.title}: ${formatNumber(point.x)}`,
    `${chart.y.title}: ${formatNumber(point.y)}`,
  ];
  if (point.lower !== null && point.upper !== null && point.lower < point.upper) {
    lines.push(`from ${formatNumber(point.lower)} to ${formatNumber(point.upper)}`);
  }
  return lines;
}

function options(chart, series) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    normalized: true,
    interaction: { mode: "nearest", intersect: false },
    scales: scales(chart, series),
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: items => items[0]?.dataset.label ?? "",
          label: item => details(chart, item.raw.point),
        },
        displayColors: false,
      },
    },
    font: { family: getComputedStyle(document.body).fontFamily },
  };
}

function drawLegend(figure, canvas, series) {
  const off = hidden.get(figure.id) ?? new Set();
  hidden.set(figure.id, off);
  const items = series.map((one, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = swatch(one);
    button.append(one.name);
    const show = () => {
      button.setAttribute("aria-pressed", String(!off.has(one.name)));
      canvas.setDatasetVisibility(i, !off.has(one.name));
    };
    button.addEventListener("click", () => {
      if (!off.delete(one.name)) off.add(one.name);
      show();
      canvas.update("none");
    });
    show();
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  figure.querySelector(".legend").replaceChildren(...items);
  canvas.update("none");
}

/** The series with the points that the axes can show, without those that have none. */
function drawable(chart) {
  const all = pointsOf(chart);
  return chart.series
    .map(one => ({
      ...one,
      points: all
        .get(one.name)
        .filter(p => usable(p.x, chart.x) && usable(p.y, chart.y))
        .map(p => ({
          ...p,
          lower: usable(p.lower, chart.y) ? p.lower : null,
          upper: usable(p.upper, chart.y) ? p.upper : null,
        })),
    }))
    .filter(one => one.points.length > 0);
}

/** Draws or redraws a chart in its figure. */
function plot(figure, chart) {
  drawn.get(figure.id)?.destroy();
  drawn.delete(figure.id);
  const series = drawable(chart);
  const points = series.reduce((sum, one) => sum + one.points.length, 0);
  const canvas = figure.querySelector("canvas");
  canvas.dataset.points = String(points);
  canvas.dataset.chart = chart.id;
  canvas.setAttribute("aria-label", `${chart.title}. ${chart.reading} The numbers are in the tables.`);
  figure.querySelector(".empty")?.remove();
  canvas.hidden = points === 0;
  if (points === 0) {
    const empty = document.createElement("p");
    empty.className = "empty";
    empty.textContent = "There are no values to draw.";
    figure.querySelector(".plot").append(empty);
    figure.querySelector(".legend").replaceChildren();
    return;
  }
  const rows = chart.x.names.length;
  if (rows > 0) {
    const height = innerWidth < 860 ? 90 + 46 * rows : Math.max(340, 90 + 34 * rows);
    figure.querySelector(".plot").style.height = `${height}px`;
  }
  const drawing = new Chart(canvas, {
    type: "line",
    data: { datasets: series.map(one => dataset(one, one.points, chart)) },
    options: options(chart, series),
    plugins: [spreads],
  });
  drawn.set(figure.id, drawing);
  drawLegend(figure, drawing, series);
}
