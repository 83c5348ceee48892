/**
 * Single runs followed from evaluation to evaluation in simulated time, and their means over seeds.
 */
package io.taucrit.core.trajectory;
