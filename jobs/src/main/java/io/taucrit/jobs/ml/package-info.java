/**
 * Estimators for spark.ml pipelines: {@link io.taucrit.jobs.ml.SgdClassifier}, {@link
 * io.taucrit.jobs.ml.SgdRegressor}, and {@link io.taucrit.jobs.ml.CriticalParallelism} for the
 * analysis alone.
 *
 * <p>All of them minimise f(x) = Σ w_i ℓ(a_iᵀx, y_i) / Σ w + (λ/2)‖x‖² over x ∈ R^d, d the length
 * of the feature vectors; of several classes, each has such an x. There is no intercept: for one,
 * let features contain a constant column, whose coefficient is then penalised as the others are.
 * Values, labels and weights are trained on as floats, from shuffled blocks that lie on the
 * cluster's default file system meanwhile.
 */
package io.taucrit.jobs.ml;
