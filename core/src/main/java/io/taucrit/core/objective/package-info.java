/**
 * What is minimised: losses and the objectives built on them. A new loss of the margin is one file
 * here, one line in {@link io.taucrit.core.objective.PointwiseLoss#all} and one in the contract
 * test; another one is a {@link io.taucrit.core.objective.Loss} with its own objective.
 */
package io.taucrit.core.objective;
