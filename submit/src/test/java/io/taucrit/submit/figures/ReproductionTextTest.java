package io.taucrit.submit.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.taucrit.data.images.ImageSource;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.figures.Reproduction.Images;
import io.taucrit.submit.figures.Reproduction.Result;
import io.taucrit.submit.figures.Reproduction.Setup;
import io.taucrit.submit.output.OutputFolder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReproductionTextTest {
  private static final Comparison HIT = Comparison.of("speedup at b = 4", "formula", 4, 4.2, 1.5);
  private static final Comparison MISS = Comparison.of("speedup at b = 8", "formula", 8, 4.0, 1.5);
  private static final Comparison BOUND = new Comparison("V", "bound", 1, 0.5, null, false);

  private static final Reproduction REPRODUCTION =
      reproduction(
          result("fig1", false, true),
          result("fig3", true, true, HIT),
          result("fig4", true, true, HIT, MISS),
          result("fig8", true, false, BOUND));

  /** The comparison that two figures share counts once; formulas are nobody's agreement. */
  @Test
  void countsMeasuredFiguresAndRows() {
    String text = new ReproductionText(REPRODUCTION, List.of()).console();
    assertThat(text)
        .contains(
            "2 of 3 measured figures agree, not: fig8, 1 are formulas alone;"
                + " 1 of 2 predictions miss, 1 of 1 bounds do not hold\n");
  }

  @Test
  void verdictsSayHowManyRowsMiss() {
    String text = new ReproductionText(REPRODUCTION, List.of()).console();
    assertThat(text)
        .contains("title of fig3: agrees\n", "title of fig4: agrees; 1 of 2 rows miss\n")
        .contains("title of fig8: DISAGREES; 1 of 1 rows miss\n");
    assertThat(new ReproductionText(REPRODUCTION, List.of()).page("taucrit").html())
        .contains("agrees; 1 of 2 rows miss");
  }

  @Test
  void figuresJsonCanBeReadBackAndHasImagesByField() throws JsonProcessingException {
    String json = OutputFolder.JSON.writeValueAsString(REPRODUCTION);
    assertThat(OutputFolder.JSON.readValue(json, Reproduction.class)).isEqualTo(REPRODUCTION);
    JsonNode images = OutputFolder.JSON.readTree(json).get("setup").get("images");
    assertThat(images.get("training").asInt()).isEqualTo(4000);
    assertThat(images.get("options").get("shape").get("classes").asInt()).isEqualTo(10);
    assertThat(images.get("folder").isNull()).isTrue();
    Images files = Images.of(new ImageSource.Cifar10("cifar", 100, 50));
    assertThat(files).isEqualTo(new Images("CIFAR-10", 100, 50, null, "cifar"));
  }

  private static Reproduction reproduction(Result... figures) {
    Images images = Images.of(ImageSource.standard());
    Setup setup = new Setup(false, List.of(1L, 2L), List.of(), images);
    return new Reproduction(setup, Map.of("spark", "4"), 1, List.of(figures));
  }

  private static Result result(String name, boolean measured, boolean agrees, Comparison... rows) {
    return new Result(
        name, "title of " + name, "a paper", "a claim", measured, agrees, "found", List.of(rows));
  }
}
