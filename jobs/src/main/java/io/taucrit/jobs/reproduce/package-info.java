/** The measurements behind the papers' figures, a task each. */
package io.taucrit.jobs.reproduce;
