/** Checkpoints of a training run on any Hadoop file system: no Spark. */
package io.taucrit.jobs.checkpoint;
