"use strict";
// The charts of the page: which one a figure shows, and its data for download.

const charts = new Map(
  JSON.parse(document.getElementById("data").textContent).charts.map(chart => [chart.id, chart]));

/** What is chosen in a section, by the choices' keys. */
function chosen(section) {
  return new Map(
    [...section.querySelectorAll("fieldset.choice")].map(choice =>
      [choice.dataset.key, choice.querySelector("input:checked")?.value]));
}

/** The figure's chart that fits what is chosen; where there is no choice, any value fits. */
function chartOf(figure) {
  const choice = chosen(figure.closest("section"));
  const all = figure.dataset.charts.split(" ").map(id => charts.get(id));
  const fits = ([key, value]) => !choice.has(key) || choice.get(key) === value;
  return all.find(c => Object.entries(c.choice).every(fits)) ?? all[0];
}

function show(figure) {
  const chart = chartOf(figure);
  figure.querySelector("h3").textContent = chart.title;
  figure.querySelector("figcaption p").textContent = chart.reading;
  const link = figure.querySelector("a.csv");
  link.hidden = false;
  link.download = chart.id + ".csv";
  link.setAttribute("aria-label", `CSV file of ${chart.title}`);
  // Only when it is wanted: as an address the text would be in the page a second time.
  link.onclick = () => {
    link.href = "data:text/csv;charset=utf-8," + encodeURIComponent(chart.csv);
  };
  plot(figure, chart);
}

function showAll(root) {
  root.querySelectorAll("figure").forEach(show);
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
showAll(document);
document.querySelectorAll(".choice input").forEach(input =>
  input.addEventListener("change", () => showAll(input.closest("section"))));
DARK.addEventListener("change", () => showAll(document));
