package io.taucrit.core;

/** Told how long work is getting on. Implementations must be cheap and must not throw. */
public interface Progress {
  /** Nobody is listening. */
  Progress NONE =
      new Progress() {
        @Override
        public void stage(String description) {}

        @Override
        public void at(double fraction, String detail) {}
      };

  /** A new stage of the work begins. */
  void stage(String description);

  /**
   * The stage is so far.
   *
   * @param fraction in [0, 1], or NaN where the end is not known
   */
  void at(double fraction, String detail);

  /** The same listener, told with every stage what it is a stage of. */
  default Progress within(String work) {
    Progress all = this;
    return new Progress() {
      @Override
      public void stage(String description) {
        all.stage(work + ": " + description);
      }

      @Override
      public void at(double fraction, String detail) {
        all.at(fraction, detail);
      }
    };
  }
}
