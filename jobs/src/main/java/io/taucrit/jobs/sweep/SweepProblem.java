package io.taucrit.jobs.sweep;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.objective.Loss;
import io.taucrit.data.InputException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.journal.Digest;
import io.taucrit.jobs.journal.Journal;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A problem of a sweep: data set, loss, λ. Its rows are read only once something has to be measured
 * on them.
 */
final class SweepProblem {
  private final Rows rows;
  private final SweepPlan.Data data;
  private final String loss;
  private final Lambda lambda;
  private Entry entry;
  private String reason;
  private Problem problem;

  SweepProblem(Rows rows, SweepPlan.Data data, String loss, Lambda lambda) {
    this.rows = rows;
    this.data = data;
    this.loss = loss;
    this.lambda = lambda;
  }

  /**
   * What the journal keeps of a problem.
   *
   * @param checksum of the rows, which must stay the same while a sweep goes on
   */
  record Entry(Analysis analysis, String checksum) {
    Entry {
      analysis.check();
    }
  }

  /** The staged rows of a sweep, each data set once. */
  static final class Rows implements AutoCloseable {
    private final JavaSparkContext spark;
    private final String staging;
    private final long seed;
    private final Map<Source, StagedBlocks> staged = new HashMap<>();

    /** Labels of a generated problem depend on the loss; for files it is null. */
    private record Source(String name, String loss) {}

    Rows(JavaSparkContext spark, String staging, long seed) {
      this.spark = spark;
      this.staging = staging;
      this.seed = seed;
    }

    private StagedBlocks of(SweepPlan.Data data, String loss) {
      Source source = new Source(data.name(), data.generated() == null ? null : loss);
      return staged.computeIfAbsent(source, k -> stage(data, loss));
    }

    private StagedBlocks stage(SweepPlan.Data data, String loss) {
      if (data.generated() == null) {
        return StagedBlocks.of(
            spark,
            DataSource.of(data.paths(), seed).withFeatures(data.features()).withStaging(staging));
      }
      SparseGlmProblem.Options o = data.generated();
      return StagedBlocks.of(
          spark,
          SparseGlmProblem.of(
              new SparseGlmProblem.Options(
                  loss,
                  o.rows(),
                  o.features(),
                  o.nonzerosPerRow(),
                  o.delta(),
                  o.exponent(),
                  o.signal(),
                  o.seed())),
          staging);
    }

    @Override
    public void close() {
      staged.values().forEach(StagedBlocks::close);
    }
  }

  /** Analyses the problem, or takes its analysis from the journal; a failure is kept. */
  void analyse(SweepPlan plan, Journal journal, Progress progress) {
    String key = "problem-" + Digest.of(text()).substring(0, 16);
    entry = journal.find(key, Entry.class).orElse(null);
    if (entry != null) {
      return;
    }
    try {
      progress.stage("Reading " + data.name());
      Problem read = problem();
      AnalyzeJob.Options options =
          new AnalyzeJob.Options(plan.targets(), data.optimum(), null, plan.seeds().first());
      progress.stage("Analysing " + text());
      Analysis analysis = AnalyzeJob.run(rows.spark, read, options, progress).analysis();
      entry = new Entry(analysis, read.checksum());
    } catch (InputException e) {
      reason = e.getMessage();
      return;
    }
    journal.write(key, entry);
  }

  /**
   * The rows, staged now if they were not.
   *
   * @throws InputException if they cannot be read, or are not those that were analysed
   */
  synchronized Problem problem() {
    if (problem == null) {
      Problem read;
      synchronized (rows) {
        read = Problem.of(rows.of(data, loss).blocks(), Loss.named(loss), lambda, 0);
      }
      if (entry != null && !Objects.equals(entry.checksum(), read.checksum())) {
        throw new Journal.Unusable(
            "The rows of %s changed since this sweep began: its finished parts were measured on others; start a new round with --fresh"
                .formatted(data.name()),
            null);
      }
      problem = read;
    }
    return problem;
  }

  List<String> paths() {
    return data.paths();
  }

  /** Of the rows that were analysed; null where there is no analysis. */
  String checksum() {
    return entry == null ? null : entry.checksum();
  }

  /** Null where the analysis failed. */
  Analysis analysis() {
    return entry == null ? null : entry.analysis();
  }

  /** Why there is no analysis. */
  String reason() {
    return reason;
  }

  String dataset() {
    return data.name();
  }

  String loss() {
    return loss;
  }

  Lambda lambda() {
    return lambda;
  }

  String text() {
    return "%s, %s, lambda %s".formatted(data.name(), loss, lambda.text());
  }
}
