package io.taucrit.submit.report.svg;

import java.util.List;

/**
 * A series on paper.
 *
 * @param line path of its line, or empty
 * @param area path of its area, or empty
 * @param dash lengths of its dashes, or empty for a whole line
 * @param hollow whether marks are rings
 */
public record Trace(
    String name,
    String colour,
    String line,
    String area,
    String dash,
    boolean hollow,
    double opacity,
    List<Mark> marks) {}
