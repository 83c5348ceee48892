package io.taucrit.submit.report;

/**
 * A chart's place in the page.
 *
 * @param id by which the script finds its canvas
 * @param reading how to read it, in one or two sentences
 */
record Figure(String id, String title, String reading) {}
