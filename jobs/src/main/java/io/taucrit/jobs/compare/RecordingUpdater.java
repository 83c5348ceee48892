package io.taucrit.jobs.compare;

import io.taucrit.core.engine.EvaluationSchedule;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.optimization.SquaredL2Updater;
import scala.Tuple2;

/**
 * spark.mllib's updater for L2, which also keeps, with their time, the iterates at which the engine
 * would evaluate: to be evaluated when the clock has stopped. Called on the driver, by one thread.
 */
final class RecordingUpdater extends SquaredL2Updater {
  private static final long serialVersionUID = 1L;

  private final transient List<Iterate> iterates = new ArrayList<>();
  private final long started = System.nanoTime();
  private final int last;
  private double ready;
  private long next = 1;

  /**
   * @param last iteration, which is kept whatever its number
   */
  RecordingUpdater(int last) {
    this.last = last;
  }

  /**
   * @param trainSeconds since the descent began
   * @param totalSeconds since the updater was made
   */
  record Iterate(int iteration, double trainSeconds, double totalSeconds, double[] weights) {}

  @Override
  public Tuple2<Vector, Object> compute(
      Vector weights, Vector gradient, double stepSize, int iteration, double regParam) {
    Tuple2<Vector, Object> updated =
        super.compute(weights, gradient, stepSize, iteration, regParam);
    double now = (System.nanoTime() - started) / 1e9;
    if (stepSize == 0) {
      // It is asked for the regulariser at the first weights before the first iteration.
      ready = now;
    } else if (iteration == next || iteration == last) {
      iterates.add(new Iterate(iteration, now - ready, now, updated._1().toArray()));
      next = EvaluationSchedule.standard().after(iteration);
    }
    return updated;
  }

  List<Iterate> iterates() {
    return iterates;
  }
}
