package io.taucrit.submit.sweep;

import io.taucrit.data.UsageException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The values of a YAML mapping by key, all keys known to be allowed ones.
 *
 * @param node the mapping itself, for what is wrong with it as a whole
 */
record YamlMap(YamlNode node, Map<String, YamlNode> values) {
  // Further away, a suggestion is a guess.
  private static final int NEAR = 3;

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value; the key must be there. */
  YamlNode get(String key) {
    return values.get(key);
  }

  /** One value, or the default where the key is absent. */
  <T> T one(String key, T absent, Function<YamlNode, T> read) {
    return has(key) ? read.apply(get(key)) : absent;
  }

  /** A list or one value for it, or the default where the key is absent. */
  <T> List<T> list(String key, List<T> absent, Function<YamlNode, T> read) {
    return has(key) ? get(key).list(read) : absent;
  }

  /**
   * The value of a key that must be there.
   *
   * @param example how it may look
   */
  YamlNode required(String key, String example) {
    if (!has(key)) {
      throw missing(key, example);
    }
    return get(key);
  }

  UsageException missing(String key, String example) {
    return node.wrong("the key %s is missing (write %s)".formatted(key, example));
  }

  /** A suggestion for a key that is not allowed; empty where no allowed one is near. */
  static String nearest(String key, List<String> allowed) {
    LevenshteinDistance distance = new LevenshteinDistance(NEAR);
    return allowed.stream()
        .filter(candidate -> distance.apply(key, candidate) >= 0)
        .min(Comparator.comparingInt(candidate -> distance.apply(key, candidate)))
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }
}
