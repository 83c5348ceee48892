package io.taucrit.jobs.ml;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The jobs' messages name options of the command line; to users of estimators they name parameters.
 */
final class ParamNames {
  private static final Pattern OPTION = Pattern.compile("--[a-z0-9]+(?:-[a-z0-9]+)*");

  private static final Map<String, String> PARAMS =
      Map.ofEntries(
          Map.entry("--batch", "batchSize"),
          Map.entry("--features", "the length of the vectors"),
          Map.entry("--lambda", "regParam"),
          Map.entry("--local-steps", "localSteps"),
          Map.entry("--loss", "loss"),
          Map.entry("--master", "spark.master"),
          Map.entry("--max-updates", "maxUpdates"),
          Map.entry("--slack", "slack"),
          Map.entry("--staging", "staging"),
          Map.entry("--step", "stepSize"),
          Map.entry("--target", "targetSuboptimality"),
          Map.entry("--timeout", "timeout"),
          Map.entry("--workers", "workers"));

  private ParamNames() {}

  /** The message with parameters in the place of options. */
  static String in(String message) {
    return OPTION
        .matcher(message)
        .replaceAll(found -> PARAMS.getOrDefault(found.group(), found.group()));
  }

  /** Runs a job; what it throws for users to mend names parameters. */
  static <T> T inMessagesOf(Supplier<T> job) {
    try {
      return job.get();
    } catch (UsageException e) {
      UsageException renamed = new UsageException(in(e.getMessage()));
      renamed.initCause(e);
      throw renamed;
    } catch (InputException e) {
      throw new InputException(in(e.getMessage()), e);
    }
  }
}
