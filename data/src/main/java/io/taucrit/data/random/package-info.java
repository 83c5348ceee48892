/** Reproducible randomness that does not depend on who draws it or in which order. */
package io.taucrit.data.random;
