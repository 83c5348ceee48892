/** Rows of DataFrames and Parquet files as shuffled blocks. */
package io.taucrit.jobs.frames;
