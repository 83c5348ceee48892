"use strict";
// Numbers as text, and the marks of a logarithmic axis.

/** The value if it is a finite number, else null: JSON has null and "NaN" for what is missing. */
function finite(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function superscript(exponent) {
  return String(exponent).replace(/[-\d]/g, c => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
}

/** Four significant digits, as in the tables. */
function formatNumber(value) {
  if (finite(value) === null) return "–";
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -3 || exponent > 6) {
    const [mantissa, power] = value.toExponential(3).split("e");
    return Number(mantissa) + " × 10" + superscript(Number(power));
  }
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

/** Round numbers at equal distances. */
function evenMarks(min, max, most) {
  const rough = (max - min) / most;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = power * [1, 2, 5, 10].find(d => d * power >= rough * (1 - 1e-9));
  const marks = [];
  for (let k = Math.ceil(min / step); k * step <= max; k++) marks.push(Number((k * step).toPrecision(12)));
  return marks;
}

/**
 * Powers of ten between the ends, thinned to at most so many; 1, 2, 5 on less than two decades;
 * round numbers where the ends are close.
 */
function logMarks(min, max, most) {
  const from = Math.ceil(Math.log10(min) - 1e-9);
  const to = Math.floor(Math.log10(max) + 1e-9);
  const marks = [];
  if (to - from >= 2) {
    const stride = Math.max(1, Math.ceil((to - from + 1) / most));
    const first = Math.ceil(from / stride) * stride;
    for (let k = first; k <= to; k += stride) marks.push(Math.pow(10, k));
    return marks;
  }
  for (let k = from - 1; k <= to; k++) {
    for (const digit of [1, 2, 5]) {
      const mark = Number(digit + "e" + k);
      if (mark >= min * (1 - 1e-9) && mark <= max * (1 + 1e-9)) marks.push(mark);
    }
  }
  return marks.length < 3 ? evenMarks(min, max, Math.min(most, 8)) : marks;
}

/** The marks' labels, all of one kind: 0.01, 1, 100 or 10⁻⁸, 10⁻⁴, 10⁰. */
function logLabels(marks) {
  const powers = marks.every(m => Math.abs(Math.log10(m) - Math.round(Math.log10(m))) < 1e-9);
  if (powers && marks.some(m => m < 1e-3 || m > 1e6)) {
    return marks.map(m => "10" + superscript(Math.round(Math.log10(m))));
  }
  return marks.map(formatNumber);
}
