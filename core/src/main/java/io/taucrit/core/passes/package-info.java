/**
 * Passes over all rows of a data set at fixed parameters: the only way the mathematics sees data.
 */
package io.taucrit.core.passes;
