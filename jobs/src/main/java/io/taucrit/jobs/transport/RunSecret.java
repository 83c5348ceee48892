package io.taucrit.jobs.transport;

import java.util.Map;
import org.apache.spark.network.sasl.SecretKeyHolder;

/** Looks up the secret of a run by its id; null, hence refusal, for any other id. */
record RunSecret(Map<String, String> secrets) implements SecretKeyHolder {
  @Override
  public String getSaslUser(String runId) {
    return runId;
  }

  @Override
  public String getSecretKey(String runId) {
    return secrets.get(runId);
  }

  @Override
  public String toString() {
    return "RunSecret" + secrets.keySet();
  }
}
