package io.taucrit.core.network;

/** What hidden units do to their input z. */
public enum Activation {
  /** tanh z: without kinks, so that differences tell the gradient of a whole network everywhere. */
  TANH {
    @Override
    double value(double z) {
      return Math.tanh(z);
    }

    @Override
    double slope(double value) {
      return 1 - value * value;
    }

    @Override
    double startVariance(int inputs, int outputs) {
      return 2.0 / (inputs + outputs);
    }
  },
  /** max(0, z); its slope at 0 is taken as 0. */
  RELU {
    @Override
    double value(double z) {
      return Math.max(0, z);
    }

    @Override
    double slope(double value) {
      return value > 0 ? 1 : 0;
    }

    @Override
    double startVariance(int inputs, int outputs) {
      return 2.0 / inputs;
    }
  };

  abstract double value(double z);

  /** The derivative where the value is {@code value}. */
  abstract double slope(double value);

  /**
   * Variance of weights at the start, for inputs of variance 1: Glorot and Bengio (AISTATS 2010,
   * equation 12) for tanh, He et al. (ICCV 2015, equation 10) for ReLU.
   */
  abstract double startVariance(int inputs, int outputs);
}
