/** Charts as SVG files: a chart's place on paper, and a template that writes it. */
package io.taucrit.submit.report.svg;
