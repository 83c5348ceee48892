/** How rows are looked at when they are read: scaled, with an intercept, weighted by class. */
package io.taucrit.data.view;
