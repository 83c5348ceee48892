/** The train job: one run of any member of the family, with its record. */
package io.taucrit.jobs.train;
