/**
 * The analysis of a problem as a whole: from data passes to critical batch size, steps and advice.
 */
package io.taucrit.core.analysis;
