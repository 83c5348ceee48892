package io.taucrit.submit.figures;

import io.taucrit.core.Dials;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.theory.AsynchronousGuarantee;
import io.taucrit.jobs.reproduce.Landmarks;
import io.taucrit.jobs.reproduce.Scale;
import java.util.List;

/**
 * Figure 2 of Bhardwaj and Cong: asynchronous SGD, see {@link EqualSamples}. The learners are
 * equally fast, so that every gradient is N − 1 updates old, within what the guarantee allows.
 */
final class MoreLearners extends EqualSamples {
  /** Rows of a push. */
  private static final int BATCH = 8;

  @Override
  public String name() {
    return "bhardwaj2";
  }

  @Override
  public String title() {
    return "More asynchronous learners after equally many samples";
  }

  @Override
  public String source() {
    return "Bhardwaj and Cong (2017), Figure 2 and Theorems 4 and 5";
  }

  @Override
  public String claim() {
    return "With one step for all, convergence by epochs becomes slower as learners are added, and so"
        + " do the guarantees: for the same accuracy more learners need more samples.";
  }

  @Override
  String symbol() {
    return "N";
  }

  @Override
  String noun() {
    return "Learners";
  }

  @Override
  List<Integer> amounts(Scope scope) {
    return scope.quick() ? List.of(1, 32, 1024) : List.of(1, 4, 16, 64, 256, 1024);
  }

  @Override
  Setting setting(int amount) {
    return new Setting(new Dials(amount, BATCH * amount, amount == 1 ? 0 : 1, 1, 1), "none");
  }

  @Override
  List<Scale> common() {
    return List.of(Scale.SUM);
  }

  @Override
  double guaranteed(Landmarks at, int amount, long samples) {
    return guarantee(at).best(amount, (double) samples / BATCH);
  }

  @Override
  double samplesFor(Landmarks at, int amount, double epsilon) {
    return guarantee(at).samplesFor(amount, epsilon);
  }

  private static AsynchronousGuarantee guarantee(Landmarks at) {
    return new AsynchronousGuarantee(at.smoothness(), at.largestNoise(), at.gap(), BATCH);
  }

  @Override
  String theorem() {
    return "Theorem 5";
  }
}
