/** What long work keeps of its finished parts, so that it can be cut off and go on. */
package io.taucrit.jobs.journal;
