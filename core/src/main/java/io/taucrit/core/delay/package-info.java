/**
 * How long workers take: models of delay for runs whose workers do not wait for each other. A delay
 * is a pure function of worker and clock, hence every process sees the same one.
 */
package io.taucrit.core.delay;
