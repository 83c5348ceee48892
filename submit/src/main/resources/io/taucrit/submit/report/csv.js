"use strict";
// CSV text, the form in which the page holds the data of its charts.

/** Rows of cells; a quoted cell may hold commas, quotes (twice) and line ends. */
function parseCsv(text) {
  const rows = [];
  let row = [];
  const cells = /("(?:[^"]|"")*"|[^,\n]*)(,|\n)/gy;
  for (let match; (match = cells.exec(text)) !== null;) {
    const cell = match[1];
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (match[2] === "\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

/** The points of every series by its name: {x, y, lower, upper}, null where a cell is empty. */
function pointsOf(chart) {
  const points = new Map(chart.series.map(s => [s.name, []]));
  const number = cell => (cell === "" ? null : Number(cell));
  const places = new Map(chart.x.names.map((name, i) => [name, i]));
  for (const [name, x, y, lower, upper] of parseCsv(chart.csv).slice(1)) {
    points.get(name).push({
      x: places.size > 0 && x !== "" ? places.get(x) : number(x),
      y: number(y),
      lower: number(lower),
      upper: number(upper),
    });
  }
  return points;
}
