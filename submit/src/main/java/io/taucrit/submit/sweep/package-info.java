/** Sweep files, the rounds of a sweep, and what drifted between them. */
package io.taucrit.submit.sweep;
