/**
 * Eigenvalues of the Hessian and how the gradient noise spreads over them, from a few products with
 * the Hessian (Golub and Meurant, "Matrices, Moments and Quadrature", 2010, chapters 4 and 6).
 */
package io.taucrit.core.spectrum;
