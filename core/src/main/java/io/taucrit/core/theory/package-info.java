/**
 * What the papers prove, as calculators: bounds on iterations and samples, and the inequalities
 * between the paper's quantities. Bounds hold for the worst problem with the same constants; for
 * what to expect of the problem at hand see {@code core.predict}.
 */
package io.taucrit.core.theory;
