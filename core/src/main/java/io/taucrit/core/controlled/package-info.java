/**
 * Problems whose noise is known exactly, and SGD on them at any parallelism: the controlled
 * quadratic of Stich, Mohtashami and Jaggi (AISTATS 2021, section 7.1 and appendix B) and the two
 * constructions of its section 6.
 */
package io.taucrit.core.controlled;
