package io.taucrit.jobs.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.core.Progress;
import io.taucrit.data.InputException;
import io.taucrit.jobs.journal.Digest;
import io.taucrit.jobs.journal.Journal;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.tasks.TaskPool;
import io.taucrit.jobs.train.Versions;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures experiments, a task each and many at once. What is finished is in the journal and is
 * never measured again, whichever figures ask for it.
 */
public final class ReproduceJob {
  private final Journal journal;
  private final TaskPool pool;
  private final Map<String, Serializable> results = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  private ReproduceJob(Journal journal, TaskPool pool) {
    this.journal = journal;
    this.pool = pool;
  }

  /**
   * How to run.
   *
   * @param journal folder of the finished experiments, on any Hadoop file system
   * @param scope what is reproduced with, a record: a journal belongs to one
   * @param parallel experiments at once; null for all task slots
   * @param timeoutSeconds bound on one experiment
   */
  public record Options(String journal, Object scope, Integer parallel, long timeoutSeconds) {
    /** Bound on one experiment where the user gives none: an hour. */
    public static final long TIMEOUT_SECONDS_DEFAULT = 3600;
  }

  /**
   * What the journal keeps.
   *
   * @param seconds in the task
   */
  record Entry(String text, double seconds, JsonNode result) {
    Entry {
      if (result == null || result.isNull()) {
        throw new IllegalArgumentException("no result");
      }
    }
  }

  /** What comes back from a task. */
  private record Measured(Serializable result, double seconds) implements Serializable {}

  /** An experiment in a task. */
  private record Task(Experiment<?> experiment) implements io.taucrit.jobs.tasks.Task<Measured> {
    @Override
    public Measured run(Configuration hadoop, int inOneProcess) {
      long started = System.nanoTime();
      Serializable result = experiment.measure(hadoop);
      return new Measured(result, (System.nanoTime() - started) / 1e9);
    }
  }

  /**
   * @throws InputException if the journal cannot be used or the application ended; an experiment
   *     that fails is told by {@link Results#of}
   */
  public static Results run(
      JavaSparkContext spark,
      List<? extends Experiment<?>> experiments,
      Options options,
      Progress progress) {
    try (Journal journal =
            Journal.open(
                options.journal(),
                new Journal.Work("reproduction", identity(options.scope()), "choose another --out"),
                spark.hadoopConfiguration());
        TaskPool pool = new TaskPool(spark, "reproduction", options.timeoutSeconds(), progress)) {
      ReproduceJob job = new ReproduceJob(journal, pool);
      int parallel = options.parallel() == null ? Slots.all(spark) : options.parallel();
      job.measure(distinct(experiments), parallel, progress);
      return new Results(job.results, job.failures);
    }
  }

  /** Keys say what was measured; other code may measure something else by them. */
  private static JsonNode identity(Object scope) {
    ObjectNode identity = Journal.JSON.createObjectNode();
    identity.put("format", 1);
    identity.put("code", Versions.code());
    identity.set("scope", Journal.JSON.valueToTree(scope));
    return Journal.asRead(identity);
  }

  private static List<Experiment<?>> distinct(List<? extends Experiment<?>> experiments) {
    Map<String, Experiment<?>> byKey = new LinkedHashMap<>();
    experiments.forEach(e -> byKey.putIfAbsent(e.key(), e));
    return List.copyOf(byKey.values());
  }

  private void measure(List<Experiment<?>> experiments, int parallel, Progress progress) {
    List<Experiment<?>> open = new ArrayList<>();
    for (Experiment<?> experiment : experiments) {
      if (!known(experiment)) {
        open.add(experiment);
      }
    }
    if (open.isEmpty()) {
      return;
    }
    int kept = experiments.size() - open.size();
    progress.stage(
        "Measuring %d experiments%s"
            .formatted(open.size(), kept == 0 ? "" : ", %d are in the journal".formatted(kept)));
    open.sort(Comparator.comparingDouble((Experiment<?> e) -> -e.cost()));
    pool.forEach(open, parallel, this::measure, Experiment::cost, Experiment::text);
  }

  private boolean known(Experiment<?> experiment) {
    Entry entry = journal.find(journalKey(experiment), Entry.class).orElse(null);
    if (entry != null) {
      results.put(experiment.key(), value(entry, experiment));
    }
    return entry != null;
  }

  private Serializable value(Entry entry, Experiment<?> experiment) {
    try {
      return Journal.JSON.treeToValue(entry.result(), experiment.type());
    } catch (JsonProcessingException e) {
      throw journal.ofOtherVersion(experiment.text(), e);
    }
  }

  private void measure(Experiment<?> experiment) {
    Measured measured;
    try {
      measured = pool.run(List.of(new Task(experiment)), experiment.text()).get(0);
    } catch (InputException e) {
      pool.checkAlive();
      failures.put(experiment.key(), "%s: %s".formatted(experiment.text(), e.getMessage()));
      return;
    }
    Entry entry =
        new Entry(
            experiment.text(), measured.seconds(), Journal.JSON.valueToTree(measured.result()));
    journal.write(journalKey(experiment), entry);
    // As it will be read back, so that a resumed reproduction draws the same.
    results.put(experiment.key(), value(entry, experiment));
  }

  private static String journalKey(Experiment<?> experiment) {
    return "experiment-"
        + Digest.of(experiment.type().getName() + experiment.key()).substring(0, 24);
  }
}
