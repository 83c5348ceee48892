package io.taucrit.core.delay;

public interface DelayModel extends java.io.Serializable {
  double seconds(int worker, long clock);
}
