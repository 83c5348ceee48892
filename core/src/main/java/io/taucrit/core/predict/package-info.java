/**
 * What follows from the noise: critical batch size, speedup and step size for every amount of
 * parallelism, by the paper's formula and by following the path of descent.
 */
package io.taucrit.core.predict;
