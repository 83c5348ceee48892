/** The Spark jobs. {@link io.taucrit.jobs.Jobs} is the front door. */
package io.taucrit.jobs;
