/** Long computations as Spark tasks, many at once. */
package io.taucrit.jobs.tasks;
