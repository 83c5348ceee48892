package io.taucrit.submit.figures;

import io.taucrit.data.images.ImageSource;
import io.taucrit.jobs.reproduce.Learner;
import io.taucrit.jobs.reproduce.LinearLearner;
import io.taucrit.jobs.reproduce.NetworkLearner;
import io.taucrit.jobs.reproduce.NetworkLearner.Kind;
import java.util.ArrayList;
import java.util.List;

/** What Figures 5 to 8 train, and how: the paper's momentum and weight decay, small networks. */
final class Learners {
  /** β. */
  static final double MOMENTUM = 0.9;

  /** What the figures say of the networks. */
  static final String NETWORKS =
      "The networks are small and without batch normalisation, under which f is no sum over rows;"
          + " they stand in for the paper's ResNets.";

  private static final double WEIGHT_DECAY = 5e-4;
  private static final int HIDDEN_UNITS = 32;
  private static final int FILTERS = 4;

  private Learners() {}

  static List<Learner> linear(Scope scope) {
    List<Learner> linear = new ArrayList<>();
    for (Scope.Dataset data : scope.data()) {
      linear.add(new LinearLearner(data.name(), data.problem()));
    }
    return linear;
  }

  static Learner hiddenLayer(Scope scope) {
    return new NetworkLearner(Kind.HIDDEN_LAYER, images(scope), HIDDEN_UNITS, WEIGHT_DECAY);
  }

  static Learner convolution(Scope scope) {
    return new NetworkLearner(Kind.CONVOLUTION, images(scope), FILTERS, WEIGHT_DECAY);
  }

  static List<Learner> all(Scope scope) {
    List<Learner> all = linear(scope);
    all.add(hiddenLayer(scope));
    all.add(convolution(scope));
    return all;
  }

  /** Fewer images where a glance is enough. */
  private static ImageSource images(Scope scope) {
    return scope.quick() ? scope.images().atMost(1000, 500) : scope.images();
  }
}
