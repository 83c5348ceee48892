/** The analyze job: {@link io.taucrit.core.analysis.Analyzer} on the executors. */
package io.taucrit.jobs.analyze;
