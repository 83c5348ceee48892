/** The papers' figures: what each is measured from, how it is drawn, and whether it agrees. */
package io.taucrit.submit.figures;
