/**
 * Benchmarks: the engine against the bare loop that the hardware allows and against the tools of a
 * single machine, on the same rows, in one run, as ratios.
 */
package io.taucrit.jobs.throughput;
