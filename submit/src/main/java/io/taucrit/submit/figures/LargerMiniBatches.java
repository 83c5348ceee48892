package io.taucrit.submit.figures;

import io.taucrit.core.Dials;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.theory.MiniBatchGuarantee;
import io.taucrit.jobs.reproduce.Landmarks;
import io.taucrit.jobs.reproduce.Scale;
import java.util.List;

/** Figure 1 of Bhardwaj and Cong: mini-batch SGD, see {@link EqualSamples}. */
final class LargerMiniBatches extends EqualSamples {
  @Override
  public String name() {
    return "bhardwaj1";
  }

  @Override
  public String title() {
    return "Larger mini-batches after equally many samples";
  }

  @Override
  public String source() {
    return "Bhardwaj and Cong (2017), Figure 1 and Theorems 2 and 3";
  }

  @Override
  public String claim() {
    return "With one step for all, convergence by epochs becomes slower as the mini-batch grows, and"
        + " so do the guarantees: for the same accuracy larger batches need more samples.";
  }

  @Override
  String symbol() {
    return "M";
  }

  @Override
  String noun() {
    return "Mini-batch";
  }

  @Override
  List<Integer> amounts(Scope scope) {
    return scope.quick() ? List.of(4, 64, 1024) : List.of(1, 4, 16, 64, 256, 1024, 4096);
  }

  @Override
  Setting setting(int amount) {
    return new Setting(Dials.synchronous(1, amount), "none");
  }

  @Override
  List<Scale> common() {
    return List.of(Scale.MEAN, Scale.SUM);
  }

  @Override
  double guaranteed(Landmarks at, int amount, long samples) {
    return guarantee(at).best(amount, samples);
  }

  @Override
  double samplesFor(Landmarks at, int amount, double epsilon) {
    return guarantee(at).samplesFor(amount, epsilon);
  }

  private static MiniBatchGuarantee guarantee(Landmarks at) {
    return new MiniBatchGuarantee(at.smoothness(), at.largestNoise(), at.gap());
  }

  @Override
  String theorem() {
    return "Theorem 3";
  }
}
