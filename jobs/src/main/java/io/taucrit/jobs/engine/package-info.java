/**
 * The training engine on Spark: the sequencer in the driver, workers as long-lived tasks, no Spark
 * job while training.
 */
package io.taucrit.jobs.engine;
