/** The optimum f⋆ and its minimiser, found by a quasi-Newton method on full passes. */
package io.taucrit.core.optimum;
