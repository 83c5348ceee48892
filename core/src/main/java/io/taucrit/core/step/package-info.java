/**
 * How long a step is: rules say how it depends on parallelism and staleness, schedules how it
 * changes while training goes on. A new one is one file here and one line in its interface.
 */
package io.taucrit.core.step;
