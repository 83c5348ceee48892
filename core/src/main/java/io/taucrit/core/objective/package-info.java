/**
 * What is minimised: pointwise losses of the margin and the objective built on them. A new loss is
 * one file here, one line in {@link io.taucrit.core.objective.PointwiseLoss#all} and one in the
 * contract test.
 */
package io.taucrit.core.objective;
