"use strict";
// How the kinds of series look, and what Chart.js does not draw itself: error bars, bands and lines
// across the chart.

const STYLES = {
  line: { showLine: true, pointRadius: 0, borderWidth: 2 },
  marked: { showLine: true, pointRadius: 3, borderWidth: 2 },
  dashed: { showLine: true, pointRadius: 0, borderWidth: 1.75, borderDash: [6, 4] },
  dotted: { showLine: true, pointRadius: 0, borderWidth: 1.75, borderDash: [2, 3] },
  points: { showLine: false, pointRadius: 3.5, borderWidth: 1 },
  rings: { showLine: false, pointRadius: 4.5, borderWidth: 2, hollow: true },
  diamond: { showLine: false, pointRadius: 8, borderWidth: 2, pointStyle: "rectRot", hollow: true },
  faint: { showLine: false, pointRadius: 2.5, borderWidth: 0, pale: true },
  crosses: { showLine: false, pointRadius: 4, borderWidth: 1.5, pointStyle: "crossRot", pale: true },
  "error-bars": { showLine: false, pointRadius: 4, borderWidth: 1 },
  band: { showLine: false, pointRadius: 0, borderWidth: 0 },
  bars: { bar: true },
  horizontal: { showLine: true, pointRadius: 0, borderWidth: 1.75, borderDash: [6, 4] },
  vertical: { showLine: true, pointRadius: 0, borderWidth: 1.75, borderDash: [6, 4] },
};

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** From purple by blue and green to orange: for series in an order. */
function shade(share) {
  const hue = 275 - 250 * share;
  return `hsl(${hue.toFixed(0)}, 68%, ${DARK.matches ? 68 : 40}%)`;
}

/** A colour of the style sheet, or a shade. */
function colour(name) {
  return name.startsWith("shade ")
    ? shade(Number(name.slice(6)))
    : getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

function pale(ink) {
  return ink.startsWith("#") ? ink + "73" : ink.replace("hsl", "hsla").replace(")", ", 0.45)");
}

function swatch(series) {
  const style = STYLES[series.kind];
  const ink = colour(series.ink);
  const dash = (style.borderDash ?? []).join(" ");
  const line = (x1, y1, x2, y2) =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${ink}" stroke-width="2" stroke-dasharray="${dash}"/>`;
  const fill = style.hollow ? "none" : ink;
  const opacity = style.pale ? 0.6 : 1;
  let marks = style.showLine ? line(0, 7, 24, 7) : "";
  if (series.kind === "band") {
    marks = `<rect x="1" y="2" width="22" height="10" rx="2" fill="${ink}" opacity="0.25"/>`;
  } else if (series.kind === "bars") {
    marks = `<rect x="6" y="1" width="12" height="12" rx="2" fill="${ink}"/>`;
  } else if (series.kind === "vertical") {
    marks = line(12, 0, 12, 14);
  } else if (style.pointStyle === "rectRot") {
    marks += `<path d="M12 1 18 7 12 13 6 7Z" fill="${fill}" stroke="${ink}" stroke-width="2"/>`;
  } else if (style.pointStyle === "crossRot") {
    marks += `<path d="M8 3 16 11M16 3 8 11" stroke="${ink}" stroke-width="1.5" opacity="${opacity}"/>`;
  } else if (style.pointRadius > 0) {
    const radius = style.pale ? 2.5 : 3.5;
    marks += `<circle cx="12" cy="7" r="${radius}" fill="${fill}" stroke="${ink}" stroke-width="1.5" opacity="${opacity}"/>`;
  }
  if (series.kind === "error-bars") marks += line(12, 0, 12, 14);
  return `<svg width="24" height="14" aria-hidden="true">${marks}</svg>`;
}

/** Where a value of the series' y lies, on whichever axis that is drawn. */
function pixel(chart, flipped, point, value) {
  const across = chart.scales.x;
  const up = chart.scales.y;
  return flipped
    ? [across.getPixelForValue(value), up.getPixelForValue(point.x)]
    : [across.getPixelForValue(point.x), up.getPixelForValue(value)];
}

function strokeErrorBars(drawing, at, points) {
  drawing.beginPath();
  for (const p of points) {
    if (p.lower === null && p.upper === null) continue;
    drawing.moveTo(...at(p, p.lower ?? p.y));
    drawing.lineTo(...at(p, p.upper ?? p.y));
  }
  drawing.stroke();
}

function fillBand(drawing, at, points) {
  drawing.globalAlpha = 0.18;
  drawing.beginPath();
  points.forEach(p => drawing.lineTo(...at(p, p.upper)));
  [...points].reverse().forEach(p => drawing.lineTo(...at(p, p.lower)));
  drawing.fill();
}

/** A line over the whole area, across or, if upright, from top to bottom. */
function strokeAcross(drawing, area, [x, y], upright) {
  drawing.setLineDash([6, 4]);
  drawing.beginPath();
  drawing.moveTo(upright ? x : area.left, upright ? area.top : y);
  drawing.lineTo(upright ? x : area.right, upright ? area.bottom : y);
  drawing.stroke();
}

const spreads = {
  id: "spreads",
  beforeDatasetsDraw(chart) {
    const drawing = chart.ctx;
    const area = chart.chartArea;
    chart.data.datasets.forEach((dataset, i) => {
      if (!chart.isDatasetVisible(i)) return;
      const at = (p, value) => pixel(chart, dataset.flipped, p, value);
      drawing.save();
      drawing.beginPath();
      drawing.rect(area.left, area.top, area.width, area.height);
      drawing.clip();
      drawing.strokeStyle = drawing.fillStyle = dataset.borderColor;
      drawing.lineWidth = 1.75;
      if (dataset.kind === "error-bars") strokeErrorBars(drawing, at, dataset.points);
      if (dataset.kind === "band") fillBand(drawing, at, dataset.points);
      if (dataset.kind === "horizontal" || dataset.kind === "vertical") {
        const upright = (dataset.kind === "vertical") !== dataset.flipped;
        const [p] = dataset.points;
        strokeAcross(drawing, area, at(p, p.y), upright);
      }
      drawing.restore();
    });
  },
};
