package io.taucrit.submit.report;

import java.util.List;

/**
 * Charts under one heading.
 *
 * @param id unique in the page
 * @param notes sentences above the charts
 * @param choices what can be chosen for all of its charts
 */
record FigureSection(
    String id, String title, List<String> notes, List<Choice> choices, List<Figure> figures) {}
