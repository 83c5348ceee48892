/**
 * Who follows a training run: the application's listeners, the log and Spark's metrics. Nothing
 * here can stop a run.
 */
package io.taucrit.jobs.follow;
