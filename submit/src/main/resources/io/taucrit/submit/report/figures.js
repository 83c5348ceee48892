"use strict";
// The report's charts, from the JSON in the page.

const data = JSON.parse(document.getElementById("data").textContent);
const analysis = data.analysis;
const targets = analysis?.targets ?? [];

const ALONG = {
  updates: "Updates",
  samples: "Samples (rows)",
  trainSeconds: "Training time (s)",
};

function positive(values) {
  return values.map(finite).filter(v => v !== null && v > 0);
}

function span(values) {
  const kept = positive(values);
  return kept.length > 0 ? [Math.min(...kept), Math.max(...kept)] : [null, null];
}

/** A line through a function, log-spaced between two ends. */
function curve([from, to], f) {
  if (from === null) return [];
  const steps = 80;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = from * Math.pow(to / from, i / steps);
    return { x, y: f(x) };
  });
}

function targetName(target) {
  return "r = " + formatNumber(target.relativeSuboptimality);
}

/** Appends the target's name where there are several. */
function ofTarget(text, target) {
  return targets.length > 1 ? `${text}, ${targetName(target)}` : text;
}

function drawNoise() {
  const visited = analysis.visited ?? [];
  const xs = span(visited.map(v => v.gradientNormSquared));
  const vs = span(visited.map(v => v.noise));
  const series = [
    {
      label: "Visited iterates",
      points: visited.map(v => ({ x: v.gradientNormSquared, y: v.noise })),
      colour: "c1",
      style: "points",
    },
  ];
  const target = targets[0];
  const epsilon = finite(target?.epsilon);
  const m = finite(target?.m?.estimate);
  const sigma = finite(target?.sigmaSquared?.estimate);
  let top = vs[1];
  if (epsilon !== null && m !== null && sigma !== null && xs[0] !== null) {
    const across = [Math.min(xs[0], epsilon), Math.max(xs[1], epsilon)];
    top = Math.max(top, m * across[1] + sigma);
    const bottom = vs[0] / 2;
    series.push(
      { label: "M‖∇f‖² + σ⋆²", points: curve(across, x => m * x + sigma), colour: "c2", style: "line" },
      { label: "σ⋆²(ε) = " + formatNumber(sigma), points: curve(across, () => sigma), colour: "c3", style: "dashed" },
      { label: `M(ε)‖∇f‖², M = ${formatNumber(m)}`, points: curve(across, x => m * x), colour: "c4", style: "dashed" },
      {
        label: `ε = ${formatNumber(epsilon)} (target ${targetName(target)})`,
        points: curve([bottom / 10, top * 10], y => y).map(p => ({ x: epsilon, y: p.y })),
        colour: "ref",
        style: "dotted",
      });
  }
  plot("noise",
    { title: "Squared gradient norm ‖∇f(x)‖²" },
    { title: "Noise V(x)", min: vs[0] ? vs[0] / 2 : undefined, max: top ? top * 1.5 : undefined },
    series);
}

function drawProfile() {
  const profile = analysis.profile ?? [];
  const part = f => profile.map(p => ({ x: p.epsilon, y: f(p) }));
  const plus = (a, b) => (finite(a) === null || finite(b) === null ? null : a + b);
  plot("profile",
    { title: "ε in units of ‖∇f‖² (accuracy →)", reverse: true },
    { title: "Critical batch b_crit(ε) (rows)" },
    [
      { label: "b_crit(ε) = σ⋆²/ε + M + 1", points: part(p => p.criticalBatch?.estimate), colour: "c1", style: "line" },
      {
        label: "σ⋆²(ε)/ε + 1",
        points: part(p => plus((finite(p.sigmaSquared?.estimate) ?? NaN) / p.epsilon, 1)),
        colour: "c3",
        style: "dashed",
      },
      { label: "M(ε) + 1", points: part(p => plus(p.m?.estimate, 1)), colour: "c4", style: "dashed" },
      ...targets.map((t, i) => ({
        label: "Target " + targetName(t),
        points: [{ x: t.epsilon, y: t.criticalBatch?.estimate }],
        colour: seriesColour(i + 1),
        style: "diamond",
      })),
    ]);
}

function drawSpeedup() {
  const all = targets.flatMap(t => t.speedup ?? []);
  const batches = span(all.map(s => s.batch));
  const top = span(all.flatMap(s => [s.estimate, s.formula]))[1];
  const series = [];
  targets.forEach((target, i) => {
    const speedups = target.speedup ?? [];
    const half = finite(target.halfEfficiencyBatch?.estimate);
    series.push(
      {
        label: ofTarget("Path predictor", target),
        points: speedups.map(s => ({ x: s.batch, y: s.estimate })),
        colour: seriesColour(i),
        style: "marked",
      },
      {
        label: ofTarget("Formula b(κ+1)/(κ+b)", target),
        points: speedups.map(s => ({ x: s.batch, y: s.formula })),
        colour: seriesColour(i),
        style: "dashed",
      },
      {
        label: ofTarget("Half efficiency", target),
        points: half === null ? [] : [{ x: half, y: half / 2 }],
        colour: seriesColour(i),
        style: "diamond",
      });
  });
  series.push({ label: "Linear speedup", points: curve(batches, b => b), colour: "ref", style: "dotted" });
  plot("speedup",
    { title: "Batch size b (rows)" },
    { title: "Speedup in updates T(1)/T(b)", min: 1, max: top ? top * 2 : undefined },
    series);
}

function drawStep() {
  const series = [];
  targets.forEach((target, i) => {
    const steps = (target.stepSizes ?? []).filter(s => s.delay === 1);
    const from = source =>
      steps.filter(s => (s.source === "formula") === (source === "formula")).map(s => ({ x: s.batch, y: s.step }));
    series.push(
      { label: ofTarget("Path predictor", target), points: from("path"), colour: seriesColour(i), style: "marked" },
      { label: ofTarget("Formula, extrapolated", target), points: from("formula"), colour: seriesColour(i), style: "rings" });
  });
  const curvature = finite(analysis.smoothnessAtOptimum);
  const batches = span(targets.flatMap(t => (t.stepSizes ?? []).map(s => s.batch)));
  if (curvature !== null && curvature > 0) {
    series.push({
      label: "2/L⋆ = " + formatNumber(2 / curvature) + ", limit of stability",
      points: curve(batches, () => 2 / curvature),
      colour: "ref",
      style: "dotted",
    });
  }
  plot("step", { title: "Batch size b (rows)" }, { title: "Averaged step γ" }, series);
}

/** A horizontal line over all the points of the series. */
function level(y, label, ink, series) {
  const across = span(series.flatMap(s => s.points.map(p => p.x)));
  return { label, points: curve(across, () => y), colour: ink, style: "dashed" };
}

function alongRuns(key, value) {
  return data.runs.map((run, i) => ({
    label: run.label,
    points: run.trace.map(t => ({ x: t[key], y: value(t) })),
    colour: seriesColour(i),
    style: run.trace.length > 60 ? "line" : "marked",
  }));
}

function drawConvergence(key) {
  const known = data.runs.some(r => r.trace.some(t => finite(t.relativeSuboptimality) !== null));
  const series = alongRuns(key, t => (known ? t.relativeSuboptimality : t.objective));
  if (known) {
    for (const target of new Set(positive(data.runs.map(r => r.record.target)))) {
      series.push(level(target, "Target r = " + formatNumber(target), "ref", series));
    }
  }
  const all = data.runs.flatMap(r => r.trace.map(t => t.objective));
  const log = known || (all.every(v => v > 0) && Math.max(...all) > 20 * Math.min(...all));
  plot("convergence",
    { title: ALONG[key] },
    {
      title: known ? "(f − f⋆) / (f(x₀) − f⋆)" : "Objective f",
      scale: log ? "log" : "linear",
    },
    series);
}

function drawDiversity(key) {
  const target = targets[0];
  const epsilon = finite(target?.epsilon);
  const local = t =>
    [t.noise, t.gradientNormSquared].every(v => finite(v) !== null)
      ? 1 + t.noise / (t.gradientNormSquared + epsilon)
      : null;
  const series = alongRuns(key, t => (epsilon === null ? t.diversityBound : local(t)));
  const critical = finite(target?.criticalBatch?.estimate);
  if (critical !== null) {
    series.push(level(critical, "b_crit = " + formatNumber(critical), "ref", series));
  }
  plot("diversity",
    { title: ALONG[key] },
    { title: epsilon === null ? "Diversity bound B_S(x) (rows)" : "Local critical batch b̂(x) (rows)" },
    series);
}

function drawHeldOut(key) {
  const series = alongRuns(key, t => t.heldOutLoss);
  plot("heldout", { title: ALONG[key] }, { title: "Mean held-out loss", scale: "linear" }, series);
}

function drawStaleness() {
  const stale = data.runs
    .map((run, i) => ({ run, i, staleness: run.record.staleness }))
    .filter(({ run, staleness }) => run.record.slack > 0 && staleness?.histogram?.length > 0);
  const bounds = positive(stale.map(s => s.run.record.largestStalenessAllowed));
  const longest = Math.max(0, ...stale.map(s => s.staleness.histogram.length), ...bounds.map(b => b + 1));
  const width = Math.ceil(longest / 40);
  const classes = Array.from({ length: Math.ceil(longest / Math.max(1, width)) }, (_, k) =>
    width === 1 ? String(k) : `${k * width}–${(k + 1) * width - 1}`);
  const bars = stale.map(({ run, i, staleness }) => {
    const total = staleness.histogram.reduce((a, b) => a + b, 0);
    const share = k => staleness.histogram.slice(k * width, (k + 1) * width).reduce((a, b) => a + b, 0) / total;
    return {
      label: `${run.label}, mean θ = ${formatNumber(staleness.mean)}`,
      values: classes.map((_, k) => 100 * share(k)),
      colour: seriesColour(i),
    };
  });
  const marks = stale
    .filter(({ run }) => finite(run.record.largestStalenessAllowed) > 0)
    .map(({ run, i }) => ({
      label: `${run.label.split(":")[0]}: largest θ allowed = ${formatNumber(run.record.largestStalenessAllowed)}`,
      at: classes[Math.floor(run.record.largestStalenessAllowed / width)],
      colour: stale.length > 1 ? seriesColour(i) : "ref",
      style: "dashed",
    }));
  plotBars("staleness",
    { title: "Staleness θ (pushes)" },
    { title: "Share of the pushes (%)", unit: "%" },
    classes,
    bars,
    marks);
}

function drawTraining() {
  const key = document.querySelector("input[name=along]:checked")?.value ?? "updates";
  drawConvergence(key);
  drawDiversity(key);
  drawHeldOut(key);
}

function drawAll() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  if (analysis) {
    drawNoise();
    drawProfile();
    drawSpeedup();
    drawStep();
  }
  drawTraining();
  drawStaleness();
}

drawAll();
document.querySelectorAll("input[name=along]").forEach(i => i.addEventListener("change", drawTraining));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
