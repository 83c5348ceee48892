package io.taucrit.jobs.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.engine.Sampling;
import io.taucrit.data.Excerpt;
import io.taucrit.data.InputException;
import io.taucrit.jobs.problem.Problem;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * What makes a run the run it is, as kept with its checkpoints: a run that goes on from one must
 * agree with it, or take from it what it leaves open.
 *
 * @param identity name and value of all that must agree
 * @param batch b
 * @param optimum f⋆ in use, null without one
 * @param analysis behind batch, step and optimum; null where none was needed
 */
record RunIdentity(Map<String, String> identity, int batch, Double optimum, Analysis analysis) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private static final int REASON = 500;

  RunIdentity {
    Objects.requireNonNull(identity, "identity");
    if (batch < 1) {
      throw new IllegalArgumentException("Invalid batch: %d < 1".formatted(batch));
    }
    if (analysis != null) {
      analysis.check();
    }
  }

  static RunIdentity of(
      Problem problem,
      TrainOptions options,
      int workers,
      int batch,
      Double optimum,
      Analysis analysis) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("checksum of the shuffled rows", problem.checksum());
    identity.put("training rows", String.valueOf(problem.trainingRows()));
    identity.put("features", String.valueOf(problem.objective().features()));
    identity.put("loss", problem.lossName());
    identity.put("lambda", String.valueOf(problem.objective().regularisation()));
    if (problem.objective().penalty().l1() > 0) {
      identity.put("l1", String.valueOf(problem.objective().penalty().l1()));
    }
    identity.put("decay", String.valueOf(problem.objective().penalty().l2()));
    identity.put("preprocessing", problem.preprocessing().text());
    identity.put("start", options.start() == null ? "0" : checksum(options.start().coefficients()));
    identity.put("seed", String.valueOf(options.seed()));
    identity.put("workers", String.valueOf(workers));
    identity.put("batch", String.valueOf(batch));
    identity.put("slack", String.valueOf(options.method().slack()));
    identity.put("local steps", String.valueOf(options.method().localSteps()));
    identity.put("threads", String.valueOf(options.method().threads()));
    identity.put("step", options.method().step().toString());
    identity.put("schedule", options.method().schedule());
    identity.put("averaging", options.method().averaging().name());
    if (options.method().sampling() != Sampling.INDEPENDENT) {
      identity.put("sampling", options.method().sampling().name());
    }
    return new RunIdentity(identity, batch, optimum, analysis);
  }

  private static String checksum(double[] x) {
    CRC32C crc = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES);
    for (double value : x) {
      crc.update(bytes.clear().putDouble(value).flip());
    }
    return "a model with the checksum " + Long.toHexString(crc.getValue());
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + this, e);
    }
  }

  /**
   * @param name of the checkpoint, for the message
   */
  static RunIdentity fromJson(String json, String name) {
    try {
      RunIdentity read = json == null ? null : JSON.readValue(json, RunIdentity.class);
      if (read == null) {
        throw new InputException("Cannot resume from %s: it has no description".formatted(name));
      }
      return read;
    } catch (JsonProcessingException e) {
      String reason = Excerpt.of(e.getOriginalMessage(), REASON);
      throw new InputException(
          "Cannot resume from %s: its description is not of this version (%s)"
              .formatted(name, reason),
          e);
    }
  }

  /**
   * @throws InputException if this is another run than the checkpoint's
   */
  void checkSame(RunIdentity saved, String name) {
    String differences =
        identity.entrySet().stream()
            .filter(e -> !Objects.equals(e.getValue(), saved.identity.get(e.getKey())))
            .map(
                e ->
                    "%s is %s, was %s"
                        .formatted(
                            e.getKey(), e.getValue(), Excerpt.of(saved.identity.get(e.getKey()))))
            .collect(Collectors.joining("; "));
    if (!differences.isEmpty()) {
      throw new InputException(
          "Cannot resume from %s: it is of another run (%s); repeat the options of that run, or start a"
                  .formatted(name, differences)
              + " new one in another folder");
    }
  }
}
