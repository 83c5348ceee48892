/**
 * The HTML report: one page that holds its data, its charts and its script, and loads nothing.
 *
 * <p>Numbers, tables and words are made here from analysis.json, run.json and trace.jsonl, so that
 * they can be read without a script; the charts are drawn in the browser by Chart.js from the same
 * JSON, which the page embeds. The templates are in {@code src/main/jte}, styles and scripts beside
 * this package in the resources.
 */
package io.taucrit.submit.report;
