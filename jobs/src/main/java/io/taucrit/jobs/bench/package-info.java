/** Benchmarks: the engine against the obvious alternative, in one run, as ratios. */
package io.taucrit.jobs.bench;
