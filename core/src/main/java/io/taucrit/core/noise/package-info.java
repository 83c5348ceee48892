/** How noisy the gradients are: M(ε) and σ⋆²(ε) of Stich et al. (AISTATS 2021), section 3.2. */
package io.taucrit.core.noise;
