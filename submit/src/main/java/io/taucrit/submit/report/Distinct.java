package io.taucrit.submit.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names by which things are found again: a repeated one gets a number. */
final class Distinct {
  private Distinct() {}

  static List<String> of(List<String> names) {
    Set<String> taken = new HashSet<>();
    return names.stream().map(name -> add(name, taken)).toList();
  }

  private static String add(String name, Set<String> taken) {
    String distinct = name;
    for (int i = 2; !taken.add(distinct); i++) {
      distinct = "%s (%d)".formatted(name, i);
    }
    return distinct;
  }
}
