/**
 * Estimators for spark.ml pipelines: {@link io.taucrit.jobs.ml.SgdClassifier}, {@link
 * io.taucrit.jobs.ml.SgdRegressor}, and {@link io.taucrit.jobs.ml.CriticalParallelism} for the
 * analysis alone.
 *
 * <p>All of them minimise f(x, c) = Σ w_i ℓ(a_iᵀx + c, y_i) / Σ w + (λ/2)‖x‖² over x ∈ R^d and c ∈
 * R, d the length of the feature vectors; the intercept c is not penalised, and 0 where it is not
 * to be fitted; of several classes each has such x and c. With standardization ‖x‖² is that of
 * scaled coefficients. Values, labels and weights are trained on as floats, from shuffled blocks
 * that lie on the cluster's default file system meanwhile.
 */
package io.taucrit.jobs.ml;
