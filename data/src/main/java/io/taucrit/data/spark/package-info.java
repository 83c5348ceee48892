/** The Spark jobs that turn text and synthetic problems into folders of blocks. */
package io.taucrit.data.spark;
