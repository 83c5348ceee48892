package io.taucrit.jobs.checkpoint;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The common name of the two files of a checkpoint. Its random part makes sure that no two writers
 * ever write the same file, which a store without atomic creation could not tell them.
 */
record CheckpointName(long updates, String stem) {
  static final long MAX_UPDATES = 999_999_999_999L;

  /** By updates, newest first; checkpoints of the same update by name. */
  static final Comparator<CheckpointName> NEWEST_FIRST =
      Comparator.comparingLong(CheckpointName::updates)
          .reversed()
          .thenComparing(CheckpointName::stem);

  private static final String DATA_SUFFIX = ".bin";
  private static final String MANIFEST_SUFFIX = ".json";
  private static final Pattern STEM = Pattern.compile("checkpoint-([0-9]{12})-[0-9a-f]{32}");

  static CheckpointName unique(long updates) {
    String random = UUID.randomUUID().toString().replace("-", "");
    return new CheckpointName(
        updates, String.format(Locale.ROOT, "checkpoint-%012d-%s", updates, random));
  }

  static Optional<CheckpointName> ofData(String file) {
    return parse(file, DATA_SUFFIX);
  }

  static Optional<CheckpointName> ofManifest(String file) {
    return parse(file, MANIFEST_SUFFIX);
  }

  private static Optional<CheckpointName> parse(String file, String suffix) {
    if (!file.endsWith(suffix)) {
      return Optional.empty();
    }
    Matcher stem = STEM.matcher(file.substring(0, file.length() - suffix.length()));
    return stem.matches()
        ? Optional.of(new CheckpointName(Long.parseLong(stem.group(1)), stem.group()))
        : Optional.empty();
  }

  String data() {
    return stem + DATA_SUFFIX;
  }

  String manifest() {
    return stem + MANIFEST_SUFFIX;
  }
}
