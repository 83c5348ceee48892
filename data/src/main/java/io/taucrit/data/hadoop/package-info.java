/** Blocks and text on any Hadoop file system: no Spark. */
package io.taucrit.data.hadoop;
