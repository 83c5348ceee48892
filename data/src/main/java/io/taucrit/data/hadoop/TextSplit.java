package io.taucrit.data.hadoop;

import java.io.Serializable;
import java.util.List;

/**
 * A byte range of a text file: the lines that begin in it, by Hadoop's rule for the first and last.
 *
 * @param file the full path
 * @param start first byte
 * @param length number of bytes
 * @param hosts machines that store it, for scheduling
 */
public record TextSplit(String file, long start, long length, List<String> hosts)
    implements Serializable {}
