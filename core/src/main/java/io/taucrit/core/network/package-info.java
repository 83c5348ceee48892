/**
 * Non-convex objectives: small networks with a softmax over classes, whose every row knows the norm
 * of its own gradient, so that the noise is exact. Without batch normalisation: it would tie the
 * rows of a batch together, and f would be no sum over rows.
 */
package io.taucrit.core.network;
