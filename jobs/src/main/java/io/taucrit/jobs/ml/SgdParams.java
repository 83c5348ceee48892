package io.taucrit.jobs.ml;

import io.taucrit.core.engine.Sampling;
import io.taucrit.core.step.StepChoice;
import io.taucrit.data.UsageException;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.engine.TrainingPlan;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasWeightCol;

/**
 * Parameters of an estimator that trains by SGD. A parameter is its owner's uid and a name, so the
 * methods make equal ones anew. What is left at its default is advised by an analysis, which comes
 * first then.
 *
 * @param <E> the estimator
 */
public interface SgdParams<E> extends HasWeightCol {
  /** Names of the losses that the estimator can minimise, its default first. */
  List<String> losses();

  /** The loss ℓ. Default: the first of {@link #losses}. */
  default Param<String> loss() {
    return new Param<>(this, "loss", "loss to minimise", Allowed.oneOf(losses(), "loss"));
  }

  default String getLoss() {
    return getOrDefault(loss());
  }

  default E setLoss(String value) {
    return with(loss(), value);
  }

  /** λ ≥ 0, the factor of ½‖x‖². Default: NaN, for 1/n with n the number of rows. */
  default DoubleParam regParam() {
    return new DoubleParam(
        this,
        "regParam",
        "L2 factor lambda, NaN for 1/n",
        new Allowed<>(
            "regParam",
            "a number >= 0, or NaN for 1/n",
            value -> !((Double) value < 0 || Double.isInfinite((Double) value))));
  }

  default double getRegParam() {
    return (Double) getOrDefault(regParam());
  }

  default E setRegParam(double value) {
    return with(regParam(), value);
  }

  /** Whether there is an intercept, which is not penalised. Default: true. */
  default BooleanParam fitIntercept() {
    return new BooleanParam(this, "fitIntercept", "whether to fit an intercept, unpenalised");
  }

  default boolean getFitIntercept() {
    return (Boolean) getOrDefault(fitIntercept());
  }

  default E setFitIntercept(boolean value) {
    return with(fitIntercept(), value);
  }

  /**
   * Whether features are divided by their standard deviations (with n − 1, as spark.ml does, and
   * without centring), so that the penalty is one on scaled coefficients; coefficients are those of
   * the features as they are in any case. A feature with one value in all rows gets 0. Default:
   * false, unlike spark.ml: in sparse data a feature of few rows has a small deviation, its scaled
   * rows have norms up to √n, and noise, steps and advice are then those of such rows. Set it where
   * features have different units.
   */
  default BooleanParam standardization() {
    return new BooleanParam(
        this,
        "standardization",
        "whether to divide features by their standard deviations before training");
  }

  default boolean getStandardization() {
    return (Boolean) getOrDefault(standardization());
  }

  default E setStandardization(boolean value) {
    return with(standardization(), value);
  }

  /**
   * Path of a saved model of the same kind, loss, features and {@link #fitIntercept}, to start
   * from; a path, so that it is copied and saved with the other parameters. Targets stay relative
   * to f(0), and what is predicted is for a start at 0. Default: none, x_0 = 0.
   */
  default Param<String> initialModel() {
    return new Param<>(this, "initialModel", "path of a saved model to start from, x = 0 if empty");
  }

  default String getInitialModel() {
    return getOrDefault(initialModel());
  }

  default E setInitialModel(String value) {
    return with(initialModel(), value);
  }

  /**
   * Folder for temporary blocks, readable by all executors. Default: none, for the home folder on
   * the cluster's file system, in local mode the temporary folder.
   */
  default Param<String> staging() {
    return new Param<>(this, "staging", "folder for temporary blocks, the default one if empty");
  }

  default String getStaging() {
    return getOrDefault(staging());
  }

  default E setStaging(String value) {
    return with(staging(), value);
  }

  /** Bound on every wait for a worker or a reply, in seconds. Default: ten minutes. */
  default LongParam timeout() {
    return new LongParam(
        this,
        "timeout",
        "seconds to wait for a worker at most",
        Allowed.atLeast(1, "timeout", null));
  }

  default long getTimeout() {
    return (Long) getOrDefault(timeout());
  }

  default E setTimeout(long value) {
    return with(timeout(), value);
  }

  /**
   * α in [0, 1]: the regulariser is α λ‖x‖₁ + (1 − α)(λ/2)‖x‖², λ = {@link #regParam}. Default: 0.
   */
  default DoubleParam elasticNetParam() {
    return new DoubleParam(
        this,
        "elasticNetParam",
        "share of the L1 term in the regulariser",
        new Allowed<>(
            "elasticNetParam", "from 0 to 1", value -> (Double) value >= 0 && (Double) value <= 1));
  }

  default double getElasticNetParam() {
    return (Double) getOrDefault(elasticNetParam());
  }

  default E setElasticNetParam(double value) {
    return with(elasticNetParam(), value);
  }

  /** b, rows of one step over all workers, at least one each. Default: 0, for the advised one. */
  default IntParam batchSize() {
    return new IntParam(
        this,
        "batchSize",
        "rows of one step over all workers, 0 for the advised number",
        Allowed.atLeast(0, "batchSize", "the advised one"));
  }

  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  default E setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /** s, rounds a worker may be ahead of the slowest. Default: 0, synchronous. */
  default IntParam slack() {
    return new IntParam(
        this,
        "slack",
        "rounds a worker may be ahead of the slowest, 0 for synchronous",
        Allowed.atLeast(0, "slack", "synchronous"));
  }

  default int getSlack() {
    return (Integer) getOrDefault(slack());
  }

  default E setSlack(int value) {
    return with(slack(), value);
  }

  /** H, steps on a worker's own copy between two messages. Default: 1. */
  default IntParam localSteps() {
    return new IntParam(
        this,
        "localSteps",
        "steps on a worker's own copy of the parameters between two messages",
        Allowed.atLeast(1, "localSteps", null));
  }

  default int getLocalSteps() {
    return (Integer) getOrDefault(localSteps());
  }

  default E setLocalSteps(int value) {
    return with(localSteps(), value);
  }

  /** P, one task slot each. Default: 0, for all slots. */
  default IntParam workers() {
    return new IntParam(
        this,
        "workers",
        "number of workers, one task slot each, 0 for all slots",
        Allowed.atLeast(0, "workers", "all task slots"));
  }

  default int getWorkers() {
    return (Integer) getOrDefault(workers());
  }

  default E setWorkers(int value) {
    return with(workers(), value);
  }

  /**
   * The averaged step, by which the mean gradient of a batch is multiplied, as {@link
   * StepChoice#parse} reads it. Default: auto, the predicted one.
   */
  default Param<String> stepSize() {
    return new Param<>(
        this,
        "stepSize",
        "step size, a number or auto for the predicted one",
        new Allowed<>(
            "stepSize",
            "a number > 0, or auto; also divided by a rule: /tau, /staleness or /workers",
            SgdParams::isStep));
  }

  default String getStepSize() {
    return getOrDefault(stepSize());
  }

  default E setStepSize(String value) {
    return with(stepSize(), value);
  }

  default E setStepSize(double value) {
    return setStepSize(String.valueOf(value));
  }

  private static boolean isStep(String text) {
    try {
      StepChoice.parse(text);
      return true;
    } catch (UsageException e) {
      return false;
    }
  }

  /**
   * (f(x) − f⋆)/(f(0) − f⋆) at which training ends; f⋆ is found first. Default: 0.01; 0 for none,
   * with {@link #maxUpdates} then.
   */
  default DoubleParam targetSuboptimality() {
    return new DoubleParam(
        this,
        "targetSuboptimality",
        "relative suboptimality (f - f*)/(f(0) - f*) to train to, 0 for none",
        new Allowed<>(
            "targetSuboptimality",
            "from 0, for none, to below 1",
            value -> (Double) value >= 0 && (Double) value < 1));
  }

  default double getTargetSuboptimality() {
    return (Double) getOrDefault(targetSuboptimality());
  }

  default E setTargetSuboptimality(double value) {
    return with(targetSuboptimality(), value);
  }

  /** Most updates, of {@link #batchSize} rows (and {@link #localSteps}) each. Default: 0, none. */
  default LongParam maxUpdates() {
    return new LongParam(
        this,
        "maxUpdates",
        "updates after which training ends, 0 for no such bound",
        Allowed.atLeast(0, "maxUpdates", "no bound"));
  }

  default long getMaxUpdates() {
    return (Long) getOrDefault(maxUpdates());
  }

  default E setMaxUpdates(long value) {
    return with(maxUpdates(), value);
  }

  /** How rows follow each other, see {@link Sampling}. Default: independent. */
  default Param<String> sampling() {
    return new Param<>(
        this,
        "sampling",
        "how rows follow each other: independent or shuffled, every row once an epoch",
        Allowed.oneOf(List.of("independent", "shuffled"), "sampling"));
  }

  default String getSampling() {
    return getOrDefault(sampling());
  }

  default E setSampling(String value) {
    return with(sampling(), value);
  }

  /** Decides the places of the rows and the batches. Default: 1. */
  default LongParam seed() {
    return new LongParam(this, "seed", "random seed");
  }

  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  default E setSeed(long value) {
    return with(seed(), value);
  }

  /** What is done to rows when they are read. */
  default Preprocessing preprocessing() {
    return new Preprocessing(getFitIntercept(), getStandardization(), null);
  }

  /** Column of the weights w_i ≥ 0. Default: none, all rows weigh the same. */
  @Override
  default Param<String> weightCol() {
    return new Param<>(this, "weightCol", "weight column name, none if empty");
  }

  @Override
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Where the Scala trait would keep its parameter, which is made anew here. */
  @Override
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> unused) {}

  default E setWeightCol(String value) {
    return with(weightCol(), value);
  }

  private <T> E with(Param<T> param, T value) {
    set(param, value);
    @SuppressWarnings("unchecked") // E is the estimator that implements this.
    E self = (E) this;
    return self;
  }

  /** Sets the defaults of a stage under construction. */
  static void setDefaults(SgdParams<?> stage) {
    stage.setDefault(stage.loss(), stage.losses().get(0));
    stage.setDefault(stage.regParam(), Double.NaN);
    stage.setDefault(stage.fitIntercept(), true);
    stage.setDefault(stage.standardization(), false);
    stage.setDefault(stage.initialModel(), "");
    stage.setDefault(stage.staging(), "");
    stage.setDefault(stage.timeout(), TrainingPlan.TIMEOUT_SECONDS_DEFAULT);
    stage.setDefault(stage.elasticNetParam(), 0.0);
    stage.setDefault(stage.batchSize(), 0);
    stage.setDefault(stage.slack(), 0);
    stage.setDefault(stage.localSteps(), 1);
    stage.setDefault(stage.workers(), 0);
    stage.setDefault(stage.stepSize(), StepChoice.predicted().toString());
    stage.setDefault(stage.targetSuboptimality(), AnalyzeJob.Options.TARGET_DEFAULT);
    stage.setDefault(stage.maxUpdates(), 0L);
    stage.setDefault(stage.sampling(), "independent");
    stage.setDefault(stage.seed(), 1L);
    stage.setDefault(stage.weightCol(), "");
  }
}
