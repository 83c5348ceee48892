package io.taucrit.jobs.reproduce;

import io.taucrit.core.network.Activation;
import io.taucrit.core.network.ConvolutionSizes;
import io.taucrit.core.network.OneHiddenLayer;
import io.taucrit.core.network.SmallConvolution;
import io.taucrit.core.network.SoftmaxNetwork;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.sweep.MomentumCohort.Yardstick;
import io.taucrit.data.Labels;
import io.taucrit.data.hadoop.ImageReader;
import io.taucrit.data.images.ImageShape;
import io.taucrit.data.images.ImageSource;
import io.taucrit.data.images.LabelledImages;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A network on images; they decide the sizes of its input and output.
 *
 * @param units hidden ones, or filters of the first layer
 * @param decay weight decay λ
 */
public record NetworkLearner(Kind kind, ImageSource images, int units, double decay)
    implements Learner {
  /** Which network. */
  public enum Kind {
    /** {@link OneHiddenLayer} with ReLU. */
    HIDDEN_LAYER("one hidden layer", 0.03, 1.2) {
      @Override
      SoftmaxNetwork network(ImageShape s, int units, double decay) {
        return new OneHiddenLayer(s.features(), units, s.classes(), Activation.RELU, decay);
      }

      @Override
      double multiplications(ImageShape s, int units) {
        return 2.0 * s.features() * units;
      }
    },
    /** {@link SmallConvolution}, twice as many filters in the second layer. */
    CONVOLUTION("small convolution", 0.015, 0.045) {
      @Override
      SoftmaxNetwork network(ImageShape s, int units, double decay) {
        return new SmallConvolution(
            new ConvolutionSizes(
                s.channels(), s.height(), s.width(), units, 2 * units, s.classes()),
            decay);
      }

      @Override
      double multiplications(ImageShape s, int units) {
        // Forward over all pixels, backward over the quarter that pooling leaves.
        double pixels = (double) s.height() * s.width();
        return 1.5 * 9 * pixels * units * (s.channels() + units / 2.0);
      }
    };

    private static final double MOMENTUM = 0.9;
    private static final int MIDDLE_BATCH = 32;

    private final String text;

    /** With momentum 0.9; found on the images of {@link ImageSource#standard}. */
    private final double step;

    /** What the step tends to as the batch grows. */
    private final double longest;

    Kind(String text, double step, double longest) {
      this.text = text;
      this.step = step;
      this.longest = longest;
    }

    abstract SoftmaxNetwork network(ImageShape shape, int units, double decay);

    abstract double multiplications(ImageShape shape, int units);
  }

  @Override
  public String key() {
    return "network[%s, units %s, decay %s, %s]".formatted(kind, units, decay, images.key());
  }

  @Override
  public String text() {
    return kind.text + ", " + images.text();
  }

  @Override
  public Yardstick yardstick() {
    return Yardstick.HELD_OUT_ERROR;
  }

  @Override
  public double secondsPerRow() {
    return 1e-9 * kind.multiplications(images.shape(), units);
  }

  @Override
  public long rows() {
    return images.training();
  }

  @Override
  public SplitRows read(Configuration hadoop) {
    LabelledImages read = ImageReader.read(images, hadoop);
    SoftmaxNetwork network = kind.network(read.shape(), units, decay);
    network.check(Labels.of(read.training()).merge(Labels.of(read.heldOut())));
    return new SplitRows(
        network, List.of(Slice.whole(read.training())), List.of(Slice.whole(read.heldOut())));
  }

  @Override
  public double step(SplitRows data, double momentum) {
    return kind.step * (1 - momentum) / (1 - Kind.MOMENTUM);
  }

  /** γ_∞ b/(κ + b), with the κ at which a batch of 32 has the constant step. */
  @Override
  public double searchFrom(SplitRows data, int batch, double momentum) {
    double kappa = Kind.MIDDLE_BATCH * (kind.longest / kind.step - 1);
    return kind.longest * (1 - momentum) / (1 - Kind.MOMENTUM) * batch / (kappa + batch);
  }
}
