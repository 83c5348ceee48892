package io.taucrit.jobs;

import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.TracePoint;
import java.util.ArrayList;
import java.util.List;

/** Keeps the evaluations it is told. */
public final class Told implements RunListener {
  private final List<TracePoint> points = new ArrayList<>();

  @Override
  public synchronized void evaluated(TracePoint point) {
    points.add(point);
  }

  public synchronized List<TracePoint> points() {
    return List.copyOf(points);
  }
}
