package io.taucrit.core;

import java.io.Serializable;

/**
 * The dials of the one template; every member of the family is a setting of them. Slack 0 and one
 * local step is mini-batch SGD, slack above 0 bounded staleness, more local steps local SGD, more
 * threads Hogwild!.
 *
 * @param workers P ≥ 1
 * @param batch b ≥ P, rows of one step over all workers
 * @param slack s ≥ 0: a pull of clock c waits until every worker's push of clock c − s − 1 is
 *     applied
 * @param localSteps H ≥ 1, steps on the worker's own copy between pull and push
 * @param threads threads of a worker that share its copy, at most H
 */
public record Dials(int workers, int batch, int slack, int localSteps, int threads)
    implements Serializable {
  public Dials {
    if (workers < 1 || batch < workers) {
      throw new IllegalArgumentException(
          "Invalid run: %d workers, batch %d < workers".formatted(workers, batch));
    }
    if (slack < 0 || localSteps < 1) {
      throw new IllegalArgumentException(
          "Invalid dials: slack %d < 0 or %d local steps < 1".formatted(slack, localSteps));
    }
    if (threads < 1 || threads > localSteps) {
      throw new IllegalArgumentException(
          "Invalid dials: %d threads must be between 1 and the %d local steps that they share"
              .formatted(threads, localSteps));
    }
  }

  /** Mini-batch SGD. */
  public static Dials synchronous(int workers, int batch) {
    return new Dials(workers, batch, 0, 1, 1);
  }

  public Dials withSlack(int newSlack) {
    return new Dials(workers, batch, newSlack, localSteps, threads);
  }

  public Dials withLocalSteps(int newLocalSteps, int newThreads) {
    return new Dials(workers, batch, slack, newLocalSteps, newThreads);
  }

  /** Rows of one round: bH. */
  public long rowsPerRound() {
    return (long) batch * localSteps;
  }

  /** The bound on staleness that the gate guarantees: (P − 1)(2s + 1). */
  public long largestStaleness() {
    return (workers - 1L) * (2L * slack + 1);
  }

  /**
   * Mean staleness of workers that are never idle: every push of another worker falls between
   * exactly one read and its push, hence P − 1. At slack 0 nothing is stale between rounds.
   */
  public double expectedStaleness() {
    return slack == 0 ? 0 : workers - 1;
  }

  /**
   * The constant delay of single rows that is like these dials, ½ + (b/P)(½ + θ̄): what a delay τ
   * does to steps of b rows depends on γ(τ − ½) alone ({@code DelayedMode} of the predictor), and
   * the rows of a push share one read. Slack 0 is no delay but a mini-batch. Local steps see their
   * own worker's steps at once and count as one.
   */
  public double delayInRows(double meanStaleness) {
    return 0.5 + (double) batch / workers * (0.5 + meanStaleness);
  }

  /** q: bH at slack 0, else (bH/P)(1 + θ̄). */
  public double samplesInFlight(double meanStaleness) {
    double round = rowsPerRound();
    return slack == 0 ? round : round / workers * (1 + meanStaleness);
  }

  /** As the mode is named in run.json. */
  public String mode() {
    String mode = slack == 0 ? "synchronous" : "asynchronous";
    return mode + (localSteps > 1 ? threads > 1 ? " hogwild" : " local" : "");
  }
}
