package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartCsvTest {
  private static Chart chart(Axis x, Series... series) {
    return new Chart("id", "Title", "How to read it.", x, Axis.log("Time", "s"), List.of(series));
  }

  @Test
  void numbersAreNotRoundedAndWhatIsMissingIsEmpty() {
    Series series =
        new Series(
            "Measured",
            Kind.ERROR_BARS,
            Ink.of(0),
            List.of(Point.of(256, 1.0 / 3, 1e-7, null), Point.of(1.5, 2, null, Double.NaN)));

    assertThat(chart(Axis.log("Batch size b", "rows"), series).csv())
        .isEqualTo(
            """
            series,x: Batch size b (rows),y: Time (s),lower,upper
            Measured,256,0.3333333333333333,1.0E-7,
            Measured,1.5,2,,
            """);
  }

  @Test
  void whatNeedsItIsQuoted() {
    Series series = new Series("a, \"b\"\n<c>", Kind.LINE, Ink.of(0), List.of(Point.of(0, 1)));

    assertThat(chart(Axis.of("Setting", List.of("P 1, b 2")), series).csv())
        .isEqualTo(
            "series,x: Setting,y: Time (s),lower,upper\n"
                + "\"a, \"\"b\"\"\n<c>\",\"P 1, b 2\",1,,\n");
  }

  @Test
  void linesAcrossHaveOneValue() {
    assertThat(
            chart(
                    Axis.log("Batch", ""),
                    Series.horizontal("h", Ink.REFERENCE, 0.5),
                    Series.vertical("v", Ink.REFERENCE, 3.0))
                .csv())
        .endsWith("h,,0.5,,\nv,3,,,\n");
  }

  @Test
  void pointsThatCannotBeDrawnAndSeriesWithoutPointsAreLeftOut() {
    Series nothing =
        new Series("nothing", Kind.LINE, Ink.of(0), List.of(Point.of(null, 1), Point.of(1, null)));
    Series band =
        new Series(
            "band", Kind.BAND, Ink.of(0), List.of(Point.of(1, 2, 1, 3), Point.of(2, 2, 1, null)));

    Chart chart = chart(Axis.log("Batch", ""), nothing, band);

    assertThat(chart.series()).extracting(Series::name).containsExactly("band");
    assertThat(chart.csv()).endsWith("upper\nband,1,2,1,3\n");
  }

  @Test
  void seriesOfOneNameAreToldApart() {
    Series one = new Series("x", Kind.LINE, Ink.of(0), List.of(Point.of(1, 1)));

    assertThat(chart(Axis.log("Batch", ""), one, one).series())
        .extracting(Series::name)
        .containsExactly("x", "x (2)");
  }
}
