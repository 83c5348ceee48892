package io.taucrit.jobs.throughput;

import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What the hardware allows: SGD on the logistic loss of rows in memory by one thread and nothing
 * else, x ← x + γ y σ(−y aᵀx) a. No regulariser, no drawing of rows, no messages. The rows come in
 * a shuffled order, the same in every pass, or as they are stored, which the processor foresees.
 * Labels above 0 are +1, others −1. Not thread-safe.
 */
final class BareSgd {
  private final CsrBlock[] blocks;
  private final int[] blockOf;
  private final int[] rowOf;
  private final double step;
  private final double[] x;

  private BareSgd(List<CsrBlock> blocks, int dimension, double step) {
    this.blocks = blocks.toArray(CsrBlock[]::new);
    this.step = step;
    int rows = blocks.stream().mapToInt(CsrBlock::rows).sum();
    blockOf = new int[rows];
    rowOf = new int[rows];
    int place = 0;
    for (int b = 0; b < this.blocks.length; b++) {
      for (int row = 0; row < this.blocks[b].rows(); row++, place++) {
        blockOf[place] = b;
        rowOf[place] = row;
      }
    }
    x = new double[dimension];
  }

  /**
   * Rows as they are stored.
   *
   * @param dimension d
   * @param step γ
   */
  static BareSgd stored(List<CsrBlock> blocks, int dimension, double step) {
    return new BareSgd(blocks, dimension, step);
  }

  /** Rows in an order of their own. */
  static BareSgd shuffled(List<CsrBlock> blocks, int dimension, double step, long seed) {
    BareSgd sgd = new BareSgd(blocks, dimension, step);
    sgd.shuffle(new SplittableRandom(seed));
    return sgd;
  }

  private void shuffle(SplittableRandom random) {
    for (int i = rowOf.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      swap(blockOf, i, j);
      swap(rowOf, i, j);
    }
  }

  private static void swap(int[] values, int i, int j) {
    int value = values[i];
    values[i] = values[j];
    values[j] = value;
  }

  /** One pass from where the last one ended. */
  void epoch() {
    for (int i = 0; i < rowOf.length; i++) {
      step(blocks[blockOf[i]], rowOf[i]);
    }
  }

  private void step(CsrBlock block, int row) {
    int[] indices = block.indices();
    float[] values = block.values();
    int start = block.rowOffsets()[row];
    int end = block.rowOffsets()[row + 1];
    double margin = 0;
    for (int k = start; k < end; k++) {
      margin += values[k] * x[indices[k]];
    }
    double y = block.labels()[row] > 0 ? 1 : -1;
    double change = step * y / (1 + Math.exp(y * margin));
    for (int k = start; k < end; k++) {
      x[indices[k]] += change * values[k];
    }
  }

  /** A copy of x. */
  double[] iterate() {
    return x.clone();
  }

  /** Seconds of a pass, the mean over some seconds of passes from 0. */
  double secondsOfPass(double seconds) {
    Arrays.fill(x, 0);
    return Clock.each(seconds, this::epoch);
  }

  /** The mean of as many threads, each with an x of its own on the same rows. */
  static double secondsOfPass(List<BareSgd> all, double seconds) {
    double[] each = new double[all.size()];
    List<Thread> threads =
        IntStream.range(0, all.size())
            .mapToObj(
                t -> new Thread(() -> each[t] = all.get(t).secondsOfPass(seconds), "bare-sgd"))
            .toList();
    threads.forEach(Thread::start);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new io.taucrit.data.InputException("Interrupted in a benchmark", e);
    }
    return Arrays.stream(each).average().orElseThrow();
  }
}
