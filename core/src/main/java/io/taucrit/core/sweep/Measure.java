package io.taucrit.core.sweep;

import io.taucrit.core.engine.TracePoint;

/** What is brought down to a share of its value at the start. */
public enum Measure {
  /** f − f⋆. */
  SUBOPTIMALITY {
    @Override
    public double at(TracePoint point) {
      return point.suboptimality();
    }
  },
  /** ‖∇f‖². */
  GRADIENT {
    @Override
    public double at(TracePoint point) {
      return point.gradientNormSquared();
    }
  };

  /** Its value at an evaluation. */
  public abstract double at(TracePoint point);
}
