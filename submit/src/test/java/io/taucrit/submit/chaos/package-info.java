/** Faults drawn by a seed, each of which must end in the right result or in the right error. */
package io.taucrit.submit.chaos;
