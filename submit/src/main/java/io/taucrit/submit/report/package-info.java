/**
 * The HTML report: one page that holds its data, its charts and its script, and loads nothing, and
 * a CSV file of every chart.
 *
 * <p>Numbers, tables, words and the series of the charts are made here from the results, so that
 * they can be read without a script and checked without a browser. The page embeds each chart's
 * data once, as its CSV text, which its script draws by Chart.js and offers for download: a chart
 * shows what its file holds. The templates are in {@code src/main/jte}, styles and scripts beside
 * this package in the resources.
 */
package io.taucrit.submit.report;
