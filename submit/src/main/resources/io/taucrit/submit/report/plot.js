"use strict";
// One way to draw every chart: series with a colour and a style, axes with a title, a legend of
// buttons under the canvas.

const charts = new Map();
const hidden = new Map();

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

/** Colours of runs and targets, in order. */
function seriesColour(i) {
  return "c" + (1 + (i % 6));
}

const STYLES = {
  line: { showLine: true, pointRadius: 0, borderWidth: 2 },
  marked: { showLine: true, pointRadius: 3, borderWidth: 2 },
  dashed: { showLine: true, pointRadius: 0, borderWidth: 1.75, borderDash: [6, 4] },
  dotted: { showLine: true, pointRadius: 0, borderWidth: 1.75, borderDash: [2, 3] },
  points: { showLine: false, pointRadius: 3.5, borderWidth: 1 },
  rings: { showLine: false, pointRadius: 4, borderWidth: 2, hollow: true },
  diamond: { showLine: false, pointRadius: 8, borderWidth: 2, pointStyle: "rectRot", hollow: true },
};

/** A line or points: {label, points: [{x, y}], colour, style}. */
function dataset(series, card) {
  const style = STYLES[series.style];
  const ink = colour(series.colour);
  return {
    type: "line",
    label: series.label,
    data: series.points,
    borderColor: ink,
    pointBorderColor: ink,
    pointHoverRadius: style.pointRadius + 2,
    pointHitRadius: 8,
    pointStyle: "circle",
    tension: 0,
    clip: style.pointRadius > 0 ? 10 : 0,
    ...style,
    pointBackgroundColor: style.hollow ? card : ink,
    backgroundColor: ink,
  };
}

function axis(options, horizontal) {
  const log = options.scale !== "linear";
  return {
    type: log ? "logarithmic" : "linear",
    reverse: Boolean(options.reverse),
    min: options.min,
    max: options.max,
    title: { display: true, text: options.title, color: colour("ink"), font: { size: innerWidth < 560 ? 11.5 : 12.5 } },
    grid: { color: colour("grid"), drawTicks: false },
    border: { color: colour("line") },
    ticks: {
      color: colour("muted"),
      padding: 6,
      maxRotation: 0,
      autoSkip: !log,
      callback: log ? undefined : formatNumber,
    },
    afterBuildTicks: scale => {
      if (!log) return;
      const most = Math.max(3, Math.floor((horizontal ? scale.chart.width : scale.chart.height) / 55));
      const marks = logMarks(scale.min, scale.max, most);
      const labels = logLabels(marks);
      scale.ticks = marks.map((value, i) => ({ value, label: labels[i] }));
      scale.options.ticks.callback = (value, i) => labels[marks.indexOf(value)] ?? labels[i];
    },
  };
}

function swatch(series) {
  const style = STYLES[series.style] ?? STYLES.points;
  const ink = colour(series.colour);
  const dash = (style.borderDash ?? []).join(" ");
  const line = style.showLine
    ? `<line x1="0" y1="7" x2="24" y2="7" stroke="${ink}" stroke-width="2" stroke-dasharray="${dash}"/>`
    : "";
  const fill = style.hollow ? "none" : ink;
  let mark = "";
  if (style.pointStyle === "rectRot") {
    mark = `<path d="M12 1 18 7 12 13 6 7Z" fill="${fill}" stroke="${ink}" stroke-width="2"/>`;
  } else if (style.pointRadius > 0) {
    mark = `<circle cx="12" cy="7" r="3.5" fill="${fill}" stroke="${ink}" stroke-width="1.5"/>`;
  }
  return `<svg width="24" height="14" aria-hidden="true">${line}${mark}</svg>`;
}

function drawLegend(figure, chart, series) {
  const off = hidden.get(figure.id) ?? new Set();
  hidden.set(figure.id, off);
  const items = series.map((one, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = swatch(one);
    button.append(one.label);
    const show = () => {
      button.setAttribute("aria-pressed", String(!off.has(one.label)));
      chart.setDatasetVisibility(i, !off.has(one.label));
    };
    button.addEventListener("click", () => {
      if (!off.delete(one.label)) off.add(one.label);
      show();
      chart.update("none");
    });
    show();
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  figure.querySelector(".legend").replaceChildren(...items);
  chart.update("none");
}

function options(x, y) {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    normalized: true,
    interaction: { mode: "nearest", intersect: false },
    scales: { x, y },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: items => items[0]?.dataset.label ?? "",
          label: item => ["x", "y"].map(k => `${scaleTitle(item, k)}: ${formatNumber(item.raw[k])}`),
        },
        displayColors: false,
      },
    },
    font: { family: getComputedStyle(document.body).fontFamily },
  };
}

function scaleTitle(item, key) {
  return item.chart.options.scales[key].title.text;
}

function usable(point, x, y) {
  const on = (value, scale) => finite(value) !== null && (scale === "linear" || value > 0);
  return on(point.x, x.scale) && on(point.y, y.scale);
}

/** Draws or redraws a chart; what is missing, or not positive on a logarithmic axis, is left out. */
function plot(id, x, y, series) {
  const figure = document.getElementById(id);
  if (!figure) return;
  const kept = series
    .map(one => ({ ...one, points: one.points.filter(p => usable(p, x, y)) }))
    .filter(one => one.points.length > 0);
  const card = colour("card");
  const config = {
    type: "line",
    data: { datasets: kept.map(one => dataset(one, card)) },
    options: options(axis(x, true), axis(y, false)),
  };
  show(figure, config, kept, kept.reduce((sum, one) => sum + one.points.length, 0));
}

/** A vertical line over the middle of a class. */
function mark(one, top, card) {
  return {
    ...dataset({ ...one, points: [{ x: one.at, y: 0 }, { x: one.at, y: top }] }, card),
    pointHitRadius: 0,
    order: -1,
  };
}

/**
 * Draws or redraws bars side by side over named classes, and vertical lines: {label, at, colour,
 * style} with the name of a class.
 */
function plotBars(id, x, y, classes, series, marks) {
  const figure = document.getElementById(id);
  if (!figure) return;
  const most = Math.max(1, ...series.flatMap(one => one.values.filter(v => finite(v) !== null)));
  const stride = most > 40 ? 20 : most > 20 ? 10 : most > 10 ? 5 : 2;
  const top = stride * Math.ceil((most * 1.02) / stride);
  const vertical = axis({ ...y, scale: "linear", min: 0, max: top }, false);
  const horizontal = { ...axis({ ...x, scale: "linear" }, true), type: "category" };
  horizontal.ticks = { color: colour("muted"), maxRotation: 0, autoSkip: true };
  const config = {
    type: "bar",
    data: {
      labels: classes,
      datasets: [
        ...series.map(one => ({
          label: one.label,
          data: one.values,
          backgroundColor: colour(one.colour),
        })),
        ...marks.map(one => mark(one, top, colour("card"))),
      ],
    },
    options: options(horizontal, vertical),
  };
  config.options.interaction.mode = "index";
  config.options.plugins.tooltip.filter = item => item.datasetIndex < series.length;
  config.options.plugins.tooltip.callbacks = {
    title: items => `${x.title}: ${items[0].label}`,
    label: item => `${item.dataset.label}: ${formatNumber(item.raw)} ${y.unit}`,
  };
  show(figure, config, [...series, ...marks], series.reduce((sum, one) => sum + one.values.length, 0));
}

function show(figure, config, series, points) {
  charts.get(figure.id)?.destroy();
  charts.delete(figure.id);
  const canvas = figure.querySelector("canvas");
  canvas.dataset.points = String(points);
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
  const chart = new Chart(canvas, config);
  charts.set(figure.id, chart);
  drawLegend(figure, chart, series);
}
