package io.taucrit.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.SteepStart;
import io.taucrit.core.analysis.Analysis.Advice;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.StepSize;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.predict.StepTrial;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Predictions that hold, and the same ones falsified. */
class AdviserTest {
  private static final int ROWS = 1500;
  private static final int FEATURES = 40;
  private static final double TARGET = 0.03;
  private static final int WORKERS = 2;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 4);
  private static final InMemoryPasses DATA =
      InMemoryPasses.parallel(
          Problems.objective("logistic", BLOCK, FEATURES, 1.0 / ROWS),
          List.of(Slice.whole(BLOCK)),
          2);
  private static final Analysis ANALYSIS =
      Analyzer.withDefaults()
          .with(List.of(TARGET))
          .withWorkers(WORKERS)
          .analyze(DATA, DATA, "logistic")
          .analysis();
  private static final Target PREDICTED = ANALYSIS.targets().get(0);

  private final List<String> warnings = new ArrayList<>();

  private Adviser.Advised advise(Target target) {
    double nonzerosPerRow = (double) BLOCK.nonzeros() / ROWS;
    BatchTrials trials = new BatchTrials(DATA, ANALYSIS.optimum().value(), nonzerosPerRow, 7);
    return new Adviser(trials).advise(target, WORKERS, ROWS, warnings);
  }

  /** Batches above 4 with longer steps and fewer updates than predicted, delays likewise. */
  private static Target falsified(double steps, double updates) {
    return PREDICTED.withCurves(
        PREDICTED.halfEfficiencyBatch(),
        PREDICTED.halfEfficiencyDelay(),
        PREDICTED.stepSizes().stream()
            .map(
                s ->
                    new StepSize(
                        s.batch(),
                        s.delay(),
                        s.batch() * s.delay() > 4 ? s.step() * steps : s.step(),
                        s.source()))
            .toList(),
        PREDICTED.speedup().stream().map(s -> falsified(s, updates)).toList(),
        PREDICTED.delays().stream().map(s -> falsified(s, updates)).toList());
  }

  private static Speedup falsified(Speedup s, double updates) {
    double factor = s.rowsInFlight() > 4 ? updates : 1;
    return new Speedup(
        s.batch(),
        s.delay(),
        s.updates() * factor,
        s.updatesLower() * factor,
        s.updatesUpper() * factor,
        s.estimate() / factor,
        s.lower() / factor,
        s.upper() / factor,
        s.formula());
  }

  @Test
  void aPredictionThatPassesItsTrialStays() {
    Adviser.Advised advised = advise(PREDICTED);
    assertThat(advised.target()).isSameAs(PREDICTED);
    assertThat(advised.advice().stepSize()).isEqualTo(PREDICTED.stepFor(advised.advice().batch()));
    assertThat(warnings).isEmpty();
  }

  @Test
  void sentenceRowAndAdviceAgreeAfterAStepWasShortened() {
    Target wrong = falsified(16, 1.0 / 16);
    Adviser.Advised advised = advise(wrong);
    Advice advice = advised.advice();
    Target target = advised.target();
    Speedup row = row(target.speedup(), advice.batch());

    assertThat(target.tried()).isTrue();
    assertThat(advice.stepSize()).isLessThan(wrong.stepFor(advice.batch()));
    assertThat(advice.stepSize()).isEqualTo(target.stepFor(advice.batch()));
    assertThat(advice.predictedUpdates()).isEqualTo(row.updates());
    assertThat(advice.trialUpdates().doubleValue()).isEqualTo(row.updates());
    assertThat(row.updatesLower()).as("no interval of a refuted prediction").isNull();
    double speedup = target.updatesFor(1) / row.updates();
    assertThat(row.estimate()).isCloseTo(speedup, withinPercentage(1e-9));
    assertThat(advice.reason())
        .startsWith(
            String.format(
                Locale.ROOT,
                "A batch of %,d needs %.3g times fewer updates than a batch of 1 (efficiency %.0f%%,"
                    + " by trials on the sample)",
                advice.batch(),
                speedup,
                100 * speedup / advice.batch()));
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("The prediction for batch ")
        .contains("failed a trial on the sample", "at target 0.03");
    assertThat(target.step().step(1, Dials.synchronous(1, advice.batch()), 0))
        .isEqualTo(advice.stepSize());
  }

  @Test
  void theBatchIsTheLargestThatTrialsFoundEfficient() {
    Adviser.Advised advised = advise(falsified(16, 1.0 / 16));
    List<Speedup> tried =
        advised.target().speedup().stream().filter(s -> s.updates() != null).toList();
    assertThat(tried).extracting(Speedup::batch).startsWith(1, 4, 16);
    int largest =
        tried.stream()
            .filter(s -> s.batch() >= WORKERS && s.estimate() / s.batch() >= 0.5)
            .mapToInt(Speedup::batch)
            .max()
            .orElseThrow();
    assertThat(advised.advice().batch()).isEqualTo(largest);
    // Of the batch that true predictions advise, within one step of the grid of batches.
    double honest = ANALYSIS.advice().batch();
    assertThat(Math.log(largest / honest) / Math.log(4)).isCloseTo(0, within(1.0));
  }

  @Test
  void nothingIsPredictedBeyondTheLargestTrial() {
    Target target = advise(falsified(16, 1.0 / 16)).target();
    int last =
        target.speedup().stream()
            .filter(s -> s.updates() != null)
            .mapToInt(Speedup::batch)
            .max()
            .orElseThrow();
    double longest = target.stepFor(last);
    assertThat(target.speedup()).filteredOn(s -> s.batch() > last).isNotEmpty();
    assertThat(target.speedup())
        .filteredOn(s -> s.batch() > last)
        .allMatch(s -> s.updates() == null && s.estimate() == null && s.formula() > 0);
    assertThat(target.delays())
        .filteredOn(s -> s.delay() >= last)
        .isNotEmpty()
        .allMatch(s -> s.updates() == null);
    assertThat(target.stepSizes())
        .allMatch(s -> s.step() * s.delay() <= longest * (1 + 1e-9))
        .filteredOn(s -> s.batch() > last)
        .allMatch(s -> s.source().equals(StepSize.BOUND) && s.step() == longest);
  }

  @Test
  void whatIsFarSlowerThanPredictedIsTriedToo() {
    Adviser.Advised advised = advise(falsified(1, 1.0 / 2.8));
    assertThat(warnings).singleElement().asString().startsWith("The prediction for batch");
    assertThat(advised.advice().predictedUpdates())
        .isEqualTo(advised.advice().trialUpdates().doubleValue());
  }

  @Test
  void aRunThatSwingsIsWorthAWord() {
    StepTrial steady = new StepTrial(1, 10L, 1.05, false, 10);
    StepTrial swinging = new StepTrial(1, 10L, 1.3, false, 10);
    Adviser.warnOfSwing(steady, warnings);
    assertThat(warnings).isEmpty();
    Adviser.warnOfSwing(swinging, warnings);
    assertThat(warnings).singleElement().asString().contains("rises to 1.30 times");
  }

  @Test
  void whereThePathLeadsThroughSteepGroundTheAdviceKeepsItsWord() {
    InMemoryPasses steep = SteepStart.rows();
    Analysis analysis =
        Analyzer.withDefaults().withWorkers(WORKERS).analyze(steep, steep, "logistic").analysis();
    Advice advice = analysis.advice();
    Target target = analysis.targets().get(0);
    assertThat(advice.stepSize()).isEqualTo(target.stepFor(advice.batch()));
    assertThat(advice.predictedUpdates()).isEqualTo(target.updatesFor(advice.batch()));
    // Rows that neither the predictor nor the trials have drawn.
    for (long seed = 11; seed <= 13; seed++) {
      StepTrial run =
          StepTrial.run(
              steep,
              analysis.optimum().value(),
              advice.relativeSuboptimality(),
              advice.batch(),
              advice.stepSize(),
              advice.predictedUpdates(),
              Double.POSITIVE_INFINITY,
              seed);
      assertThat(run.confirmed()).as("seed %d", seed).isTrue();
      assertThat(run.updates() / advice.predictedUpdates()).as("seed %d", seed).isBetween(0.5, 2.0);
    }
  }

  private static Speedup row(List<Speedup> curve, int batch) {
    return curve.stream().filter(s -> s.batch() == batch).findFirst().orElseThrow();
  }
}
