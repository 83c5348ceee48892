package io.taucrit.core.optimum;

import breeze.linalg.DenseVector;
import breeze.optimize.DiffFunction;
import breeze.optimize.FirstOrderMinimizer;
import breeze.optimize.LBFGS;
import breeze.optimize.OWLQN;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.DataPasses;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.BiConsumer;
import scala.Function1;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Minimises f with breeze's L-BFGS (memory 10, strong Wolfe line search), with λ₁ its OWL-QN
 * (Andrew and Gao, ICML 2007), one data pass a trial point.
 *
 * <p>It stops as soon as the suboptimality is certified: for λ > 0 strong convexity gives f(x) − f⋆
 * ≤ ‖∇f(x)‖²/(2λ), with any subgradient for ∇f where there is λ₁. (Along free coordinates,
 * intercepts, only the loss is curved: there the bound is an estimate, as f may be less than
 * λ-strongly convex by a factor of up to 1 + max ‖a_i‖².) It also stops after {@code maxPasses}, or
 * where f no longer decreases in double precision; the result says which. Immutable and
 * thread-safe.
 */
public final class Lbfgs {
  private static final int MEMORY = 10;
  private static final double NO_MORE_DECREASE = 1e-16;

  private final double tolerance;
  private final int maxPasses;

  private Lbfgs(double tolerance, int maxPasses) {
    this.tolerance = tolerance;
    this.maxPasses = maxPasses;
  }

  /** Certified to 1e-9 of f(x_0) − f⋆, within 2,000 passes. */
  public static Lbfgs withDefaults() {
    return new Lbfgs(1e-9, 2000);
  }

  /** With a bound on f(x) − f⋆ relative to f(x_0) − f(x) at which to stop. */
  public Lbfgs withTolerance(double relativeSuboptimality) {
    return new Lbfgs(relativeSuboptimality, maxPasses);
  }

  public Lbfgs withMaxPasses(int passes) {
    return new Lbfgs(tolerance, passes);
  }

  /**
   * The best point found.
   *
   * @param x the minimiser
   * @param at f, ∇f and V there
   * @param passes data passes used
   * @param suboptimalityBound ‖∇f‖²/(2λ) ≥ f(x) − f⋆; infinite for λ = 0
   * @param certified whether the bound met the tolerance
   */
  public record Solution(
      double[] x,
      GradientStatistics at,
      int passes,
      double suboptimalityBound,
      boolean certified) {}

  /**
   * @param start x_0, length d, not modified
   * @param visited told every trial point and its statistics, in order, x_0 first; the array is not
   *     reused
   */
  public Solution minimise(
      DataPasses data, double[] start, BiConsumer<double[], GradientStatistics> visited) {
    Search search = new Search(data, visited);
    LBFGS<DenseVector<Object>> lbfgs = solver(data.objective());
    Iterator<? extends FirstOrderMinimizer.State<DenseVector<Object>, ?, ?>> states =
        lbfgs.iterations(search.asDiffFunction(), new DenseVector<>(start.clone()));
    while (states.hasNext() && !search.certified() && search.passes < maxPasses) {
      states.next();
    }
    return new Solution(
        search.best, search.bestAt, search.passes, search.bound(), search.certified());
  }

  private LBFGS<DenseVector<Object>> solver(Objective objective) {
    Penalty penalty = objective.penalty();
    if (penalty.l1() == 0) {
      return new LBFGS<>(maxPasses, MEMORY, NO_MORE_DECREASE, DenseVector.space_Double());
    }
    int penalised = penalty.end(objective.dimension());
    Function1<Object, Object> l1 = v -> (Integer) v < penalised ? penalty.l1() : 0.0;
    return new OWLQN<>(maxPasses, MEMORY, l1, NO_MORE_DECREASE, DenseVector.space_Double());
  }

  private final class Search {
    private final DataPasses data;
    private final BiConsumer<double[], GradientStatistics> visited;
    private double firstValue = Double.NaN;
    private double[] best;
    private GradientStatistics bestAt;
    private int passes;

    Search(DataPasses data, BiConsumer<double[], GradientStatistics> visited) {
      this.data = data;
      this.visited = visited;
    }

    double bound() {
      return bestAt.gradientNormSquared() / (2 * data.objective().regularisation());
    }

    boolean certified() {
      return bestAt != null && bound() <= tolerance * (firstValue - bestAt.value());
    }

    private Tuple2<Object, DenseVector<Object>> calculate(DenseVector<Object> point) {
      double[] x = ((double[]) point.data()).clone();
      GradientStatistics at = data.at(x);
      passes++;
      if (passes == 1) {
        firstValue = at.value();
      }
      // At the floor of double precision values tie or rise by a rounding; then the gradient
      // decides.
      if (bestAt == null
          || at.value() < bestAt.value()
          || (at.value() <= bestAt.value() + 1e-14 * Math.abs(bestAt.value())
              && at.gradientNormSquared() < bestAt.gradientNormSquared())) {
        best = x;
        bestAt = at;
      }
      visited.accept(x, at);
      // OWL-QN adds λ₁‖x‖₁ itself.
      Penalty penalty = data.objective().penalty();
      double smooth =
          penalty.l1() == 0
              ? at.value()
              : at.value() - penalty.value(x) + penalty.smoothPart().value(x);
      return new Tuple2<>(smooth, new DenseVector<>(at.gradient().clone()));
    }

    /**
     * This search as breeze's function. The Scala trait declares {@code apply} with two return
     * types, which no Java class can implement; linking {@code calculate} alone suffices, because
     * all other methods that L-BFGS uses are defaults on top of it.
     */
    @SuppressWarnings("unchecked")
    DiffFunction<DenseVector<Object>> asDiffFunction() {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType type = MethodType.methodType(Tuple2.class, DenseVector.class);
        return (DiffFunction<DenseVector<Object>>)
            LambdaMetafactory.metafactory(
                    lookup,
                    "calculate",
                    MethodType.methodType(DiffFunction.class, Search.class),
                    type.changeParameterType(0, Object.class),
                    lookup.findVirtual(Search.class, "calculate", type),
                    type)
                .getTarget()
                .invoke(this);
      } catch (Throwable e) {
        throw new LinkageError("Cannot link the objective to breeze", e);
      }
    }
  }
}
