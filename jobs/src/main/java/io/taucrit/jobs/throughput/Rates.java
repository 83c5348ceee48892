package io.taucrit.jobs.throughput;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.SparkPasses;
import io.taucrit.jobs.throughput.Rotation.Contender;
import io.taucrit.jobs.throughput.Throughput.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Nonzeros a second and core: a row's nonzero is read twice, for the margin and for the gradient,
 * and counts once. All in one rotation, analysis passes too.
 */
final class Rates {
  private static final String BARE = "bare loop, 1 thread";
  private static final int ITERATES = 8;
  private static final int[] BATCHES = {256, 16_384};
  private static final int[] SLACKS = {0, 4};

  private final Problem problem;
  private final List<CsrBlock> blocks;
  private final InMemoryPasses passes;
  private final SparkPasses sparkPasses;
  private static final String SHUFFLED = "local SGD of shuffled rows";

  private final EngineRate engine;
  private final int cores;
  private final double seconds;
  private final BareSgd bare;
  private final double[] iterate;
  private List<Row> training = List.of();
  private List<Row> analysis = List.of();

  /**
   * @param passes over the blocks, in one thread
   * @param sparkPasses over the same rows, on all cores
   */
  Rates(
      EngineRate engine,
      List<CsrBlock> blocks,
      InMemoryPasses passes,
      SparkPasses sparkPasses,
      int cores) {
    this.engine = engine;
    this.problem = engine.problem();
    this.blocks = blocks;
    this.passes = passes;
    this.sparkPasses = sparkPasses;
    this.cores = cores;
    this.seconds = engine.seconds();
    bare = bare();
    bare.epoch();
    iterate = bare.iterate();
  }

  private BareSgd bare() {
    return BareSgd.shuffled(blocks, problem.objective().dimension(), engine.step(), engine.seed());
  }

  void measure(
      Rotation rotation, Optional<ScikitLearn> scikitLearn, Optional<Liblinear> liblinear) {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(inProcess(BARE, 1, () -> bare.secondsOfPass(seconds)));
    if (cores > 1) {
      List<BareSgd> each = IntStream.range(0, cores).mapToObj(t -> bare()).toList();
      contenders.add(
          inProcess(
              "bare loop, %d threads, x of its own each".formatted(cores),
              cores,
              () -> BareSgd.secondsOfPass(each, seconds)));
    }
    BareSgd stored = BareSgd.stored(blocks, problem.objective().dimension(), engine.step());
    contenders.add(
        inProcess("bare loop, 1 thread, stored order", 1, () -> stored.secondsOfPass(seconds)));
    contenders.add(
        inProcess("gradient pass, 1 thread", 1, () -> Clock.each(seconds, this::gradient)));
    contenders.addAll(engine());
    contenders.add(
        tool(
            ScikitLearn.SYSTEM,
            scikitLearn.map(found -> found::secondsOfEpoch),
            ScikitLearn.NOT_INSTALLED));
    for (Liblinear.Solver solver : Liblinear.Solver.values()) {
      contenders.add(
          tool(
              solver.system(),
              liblinear.map(found -> () -> found.secondsOfPass(solver)),
              Liblinear.NOT_INSTALLED));
    }
    int rates = contenders.size();
    contenders.addAll(analyses());
    List<Row> rows = rotation.run("Rates", contenders);
    training = Throughput.relativeTo(rows.get(0).median(), rows.subList(0, rates));
    double passOfBare = problem.nonzeros() / rows.get(0).median();
    analysis = Throughput.relativeTo(passOfBare, rows.subList(rates, rows.size()));
  }

  private Contender inProcess(String system, int threads, Seconds ofPass) {
    return Contender.inProcess(system, threads, () -> problem.nonzeros() / ofPass.seconds());
  }

  /** What a pass takes. */
  private interface Seconds {
    double seconds();
  }

  private Contender tool(String system, Optional<Seconds> ofPass, String notInstalled) {
    return ofPass
        .map(pass -> Contender.tool(system, () -> problem.nonzeros() / pass.seconds()))
        .orElseGet(() -> Contender.absent(system, notInstalled));
  }

  private List<Contender> engine() {
    long n = problem.trainingRows();
    List<Contender> contenders = new ArrayList<>();
    contenders.add(engine("local SGD", EngineRate.local(n, 1, 1, 0, 1), Sampling.INDEPENDENT));
    contenders.add(engine(SHUFFLED, EngineRate.local(n, 1, 1, 0, 1), Sampling.SHUFFLED));
    if (cores > 1) {
      contenders.add(engine(SHUFFLED, EngineRate.local(n, cores, 1, 0, 1), Sampling.SHUFFLED));
      for (int slack : SLACKS) {
        contenders.add(
            engine("local SGD", EngineRate.local(n, cores, 1, slack, 1), Sampling.INDEPENDENT));
      }
      contenders.add(engine("Hogwild!", EngineRate.local(n, 1, 1, 0, cores), Sampling.INDEPENDENT));
    }
    for (int batch : BATCHES) {
      int rows = (int) Math.min(n, Math.max(cores, batch));
      contenders.add(
          engine("mini-batch SGD", Dials.synchronous(cores, rows), Sampling.INDEPENDENT));
    }
    return contenders;
  }

  private Contender engine(String kind, Dials dials, Sampling sampling) {
    String system =
        "%s, P %d%s, b %,d, s %d"
            .formatted(
                kind,
                dials.workers(),
                dials.threads() == 1 ? "" : " of %d threads".formatted(dials.threads()),
                dials.batch(),
                dials.slack());
    return Contender.inProcess(
            system, dials.workers() * dials.threads(), () -> engine.perCore(dials, sampling))
        .withNote(() -> "H %,d".formatted(dials.localSteps()));
  }

  private void gradient() {
    Objective objective = problem.objective();
    GradientSums sums = new GradientSums(objective.dimension());
    for (CsrBlock block : blocks) {
      objective.accumulate(iterate, block, 0, block.rows(), sums);
    }
  }

  private List<Contender> analyses() {
    List<double[]> several = Collections.nCopies(ITERATES, iterate);
    return List.of(
        Contender.inProcess(
            "1 iterate, 1 thread", 1, () -> Clock.each(seconds, () -> passes.at(iterate))),
        Contender.inProcess(
            "%d iterates, 1 thread".formatted(ITERATES),
            1,
            () -> Clock.each(seconds, () -> passes.at(several))),
        Contender.inProcess(
            "1 iterate, Spark job",
            cores,
            () -> Clock.each(seconds, () -> sparkPasses.at(iterate))),
        Contender.inProcess(
            "%d iterates, Spark job".formatted(ITERATES),
            cores,
            () -> Clock.each(seconds, () -> sparkPasses.at(several))));
  }

  /** Of training, by the tools too: nonzeros a second and core. */
  List<Row> training() {
    return training;
  }

  /** Of analysis: seconds of a pass. */
  List<Row> analysis() {
    return analysis;
  }

  /** The row of a system. */
  Row row(String system) {
    return training.stream().filter(row -> row.system().equals(system)).findFirst().orElseThrow();
  }
}
