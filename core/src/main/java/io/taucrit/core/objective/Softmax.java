package io.taucrit.core.objective;

/** Functions of the scores s_0, …, s_{K−1} of K classes that do not overflow. Stateless. */
public final class Softmax {
  private Softmax() {}

  /**
   * log Σ_k e^{s_k} − s_y, the cross-entropy of the softmax p_k = e^{s_k}/Σ_j e^{s_j}.
   *
   * @param residual gets the derivatives p_k − [k = y], length K; may be the scores themselves
   */
  public static double crossEntropy(double[] scores, int label, double[] residual) {
    double own = scores[label];
    double logSum = probabilities(scores, residual);
    residual[label] -= 1;
    return logSum - own;
  }

  /**
   * Puts p into an array, which may be that of the scores.
   *
   * @return log Σ_k e^{s_k}
   */
  public static double probabilities(double[] scores, double[] p) {
    // Shifted by the largest score, exp cannot overflow and the sum is at least 1.
    double largest = scores[0];
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = Math.exp(scores[k] - largest);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return Math.log(sum) + largest;
  }

  /** Whether the score of that class is above all others; scores that are no numbers never are. */
  public static boolean largest(double[] scores, int label) {
    double own = scores[label];
    boolean largest = !Double.isNaN(own);
    for (int k = 0; k < scores.length; k++) {
      largest &= scores[k] < own || k == label;
    }
    return largest;
  }
}
