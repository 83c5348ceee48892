/**
 * Mini-batch SGD with heavy-ball momentum, as Stich et al. (AISTATS 2021), Sections 7.2 and 7.3,
 * train with; one thread, any objective.
 */
package io.taucrit.core.momentum;
