/** The mathematics and the run's state; no Spark, no Hadoop. */
package io.taucrit.core;
