package io.taucrit.submit.figures;

import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.figures.Reproduction.Drawn;
import io.taucrit.submit.figures.Reproduction.Result;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.output.TextTable;
import io.taucrit.submit.report.Report;
import io.taucrit.submit.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A reproduction for people: on the console and as the page. */
final class ReproductionText {
  private static final String NONE = "-";

  private final Reproduction reproduction;
  private final List<Drawn> drawn;

  ReproductionText(Reproduction reproduction, List<Drawn> drawn) {
    this.reproduction = reproduction;
    this.drawn = drawn;
  }

  /** What is printed: a paragraph a figure, then predictions and measurements of all. */
  String console() {
    StringBuilder text = new StringBuilder();
    for (Result figure : reproduction.figures()) {
      text.append("%-15s %s: %s%n".formatted(figure.name(), figure.title(), verdict(figure)));
      text.append(wrapped(figure.finding()));
    }
    List<List<String>> rows = comparisons();
    if (!rows.isEmpty()) {
      TextTable table =
          new TextTable(
              3, List.of("figure", "quantity", "by", "predicted", "measured", "ratio", "within"));
      rows.forEach(table::add);
      text.append("\nPredicted and measured\n").append(table.text());
    }
    text.append('\n').append(disagreements()).append('\n');
    if (reproduction.setup().quick()) {
      text.append("Quick: a small part of every grid, which is no evidence\n");
    }
    return text.toString();
  }

  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > 82) {
        lines.append(" ".repeat(16)).append(line.toString().strip()).append('\n');
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    return lines.append(" ".repeat(16)).append(line.toString().strip()).append('\n').toString();
  }

  private static String verdict(Result figure) {
    if (figure.agrees() == null) {
      return "failed";
    }
    String verdict = figure.agrees() ? "agrees" : "DISAGREES";
    long missed = missed(figure.comparisons());
    return missed == 0
        ? verdict
        : "%s; %d of %d rows miss".formatted(verdict, missed, figure.comparisons().size());
  }

  /** Every comparison with the figures that make it: some draw the same measurements. */
  private Map<Comparison, List<String>> byComparison() {
    Map<Comparison, List<String>> figures = new LinkedHashMap<>();
    for (Result figure : reproduction.figures()) {
      for (Comparison c : figure.comparisons()) {
        figures.computeIfAbsent(c, k -> new ArrayList<>()).add(figure.name());
      }
    }
    return figures;
  }

  private List<List<String>> comparisons() {
    List<List<String>> rows = new ArrayList<>();
    byComparison()
        .forEach(
            (c, figures) ->
                rows.add(
                    List.of(
                        String.join(", ", figures),
                        c.quantity(),
                        c.by(),
                        Numbers.of(c.predicted()),
                        c.measured() == null ? NONE : Numbers.of(c.measured()),
                        c.measured() == null ? NONE : ratio(c.measured() / c.predicted()),
                        (c.within() == null ? "bound" : ratio(c.within()))
                            + (c.agrees() ? "" : " no"))));
    return rows;
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private String disagreements() {
    List<Result> measured = reproduction.figures().stream().filter(Result::measured).toList();
    int formulas = reproduction.figures().size() - measured.size();
    List<String> figures =
        measured.stream()
            .filter(f -> !Boolean.TRUE.equals(f.agrees()))
            .map(f -> f.name() + (f.agrees() == null ? " (failed)" : ""))
            .toList();
    List<Comparison> bounds =
        byComparison().keySet().stream().filter(c -> c.within() == null).toList();
    List<Comparison> predictions =
        byComparison().keySet().stream().filter(c -> c.within() != null).toList();
    return "%d of %d measured figures agree%s%s; %d of %d predictions miss, %d of %d bounds do not hold"
        .formatted(
            measured.size() - figures.size(),
            measured.size(),
            figures.isEmpty() ? "" : ", not: " + String.join(", ", figures),
            formulas == 0 ? "" : ", %d are formulas alone".formatted(formulas),
            missed(predictions),
            predictions.size(),
            missed(bounds),
            bounds.size());
  }

  private static long missed(List<Comparison> comparisons) {
    return comparisons.stream().filter(c -> !c.agrees()).count();
  }

  /** The page. */
  Report.Page page(String command) {
    Table outcomes = Table.open("Figures", "Figure", "Shows", "Agrees", "Finding");
    for (Result f : reproduction.figures()) {
      outcomes.row(f.name(), f.claim(), verdict(f).toLowerCase(Locale.ROOT), f.finding());
    }
    Table compared =
        Table.open(
            "Predicted and measured",
            "Figure",
            "Quantity",
            "By",
            "Predicted",
            "Measured",
            "Measured/predicted",
            "Within");
    comparisons().forEach(row -> compared.row(row.toArray(String[]::new)));
    return Report.ofSections(
        "The papers, reproduced",
        command,
        "%d figures, %s"
            .formatted(
                reproduction.figures().size(),
                reproduction.setup().quick()
                    ? "quick: a small part of every grid"
                    : "seeds " + seeds()),
        warnings(),
        List.of(disagreements() + "."),
        outcomes,
        drawn.stream().filter(d -> d.drawing() != null).map(ReproductionText::section).toList(),
        List.of(compared));
  }

  private String seeds() {
    List<Long> seeds = reproduction.setup().seeds();
    return seeds.size() == 1
        ? seeds.get(0).toString()
        : "%d to %d".formatted(seeds.get(0), seeds.get(seeds.size() - 1));
  }

  private List<String> warnings() {
    return reproduction.figures().stream()
        .filter(f -> f.agrees() == null)
        .map(f -> f.name() + " " + f.finding())
        .toList();
  }

  private static Report.Section section(Drawn drawn) {
    PaperFigure figure = drawn.figure();
    return new Report.Section(
        figure.name(),
        figure.title(),
        List.of(
            "%s. %s".formatted(figure.source(), figure.claim()),
            "%s: %s"
                .formatted(
                    drawn.drawing().agrees() ? "Agrees" : "Disagrees", drawn.drawing().finding())),
        drawn.drawing().charts());
  }
}
