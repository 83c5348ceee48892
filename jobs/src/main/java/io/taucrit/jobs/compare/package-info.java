/** MLlib against the engine, on the same rows, for the same objective, by the same clock. */
package io.taucrit.jobs.compare;
