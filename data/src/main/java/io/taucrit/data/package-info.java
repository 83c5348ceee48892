/** Sparse labelled examples as plain types: no Spark, no Hadoop. */
package io.taucrit.data;
