/** A data set together with the objective on it, and full passes over it on the executors. */
package io.taucrit.jobs.problem;
