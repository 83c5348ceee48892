package io.taucrit.jobs.throughput;

import io.taucrit.core.Progress;
import io.taucrit.data.InputException;
import io.taucrit.jobs.throughput.Throughput.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Measures all contenders in turn, again and again, beginning with another one each time: what else
 * the machine does falls on all of them alike. What runs in this JVM is measured once untimed
 * before.
 */
final class Rotation {
  /** By how many places the order moves on with every repeat. */
  private static final int SHIFT = 7;

  private final int repeats;
  private final Progress progress;

  Rotation(int repeats, Progress progress) {
    this.repeats = repeats;
    this.progress = progress;
  }

  /**
   * Something to measure.
   *
   * @param measure null where it is not there
   * @param inProcess whether it runs in this JVM, which warms up
   * @param note asked for when all is measured: the setting, or why it is not there; may be null
   */
  record Contender(
      String system, int cores, DoubleSupplier measure, boolean inProcess, Supplier<String> note) {
    static Contender inProcess(String system, int cores, DoubleSupplier measure) {
      return new Contender(system, cores, measure, true, () -> null);
    }

    static Contender tool(String system, DoubleSupplier measure) {
      return new Contender(system, 1, measure, false, () -> null);
    }

    static Contender absent(String system, String why) {
      return new Contender(system, 1, null, false, () -> why);
    }

    Contender withNote(Supplier<String> newNote) {
      return new Contender(system, cores, measure, inProcess, newNote);
    }
  }

  /** In the order of the contenders; one that fails is a row that says so. */
  List<Row> run(String what, List<Contender> contenders) {
    List<List<Double>> measured = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    progress.stage(what + ": warming up");
    for (Contender c : contenders) {
      measured.add(new ArrayList<>());
      failures.add(
          c.measure() == null
              ? c.note().get()
              : c.inProcess() ? measure(c, new ArrayList<>()) : null);
    }
    for (int r = 0; r < repeats; r++) {
      progress.stage("%s: repeat %d of %d".formatted(what, r + 1, repeats));
      for (int i = 0; i < contenders.size(); i++) {
        int k = (i + r * SHIFT) % contenders.size();
        if (failures.get(k) == null) {
          failures.set(k, measure(contenders.get(k), measured.get(k)));
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < contenders.size(); k++) {
      Contender c = contenders.get(k);
      rows.add(
          failures.get(k) == null
              ? Row.of(c.system(), c.cores(), measured.get(k), c.note().get())
              : Row.absent(c.system(), c.cores(), failures.get(k)));
    }
    return rows;
  }

  /** Why it failed, or null. */
  private static String measure(Contender contender, List<Double> measured) {
    try {
      measured.add(contender.measure().getAsDouble());
      return null;
    } catch (InputException e) {
      return e.getMessage();
    }
  }
}
