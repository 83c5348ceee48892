/**
 * How requests and replies travel between workers and the sequencer: in one JVM through a map, else
 * over Spark's own transport, authenticated and encrypted.
 */
package io.taucrit.jobs.transport;
