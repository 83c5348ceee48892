package io.taucrit.core.passes;

import io.taucrit.core.passes.PartialPass.Slice;
import java.io.Serializable;
import java.util.List;

/**
 * Rows that lie in parts, in this process or on executors, over which partial sums can be gathered.
 * What is done with them does not know where they are.
 */
public interface SlicedRows {
  /** Number of rows, over all parts. */
  long rows();

  /** The first rows, fetched to where the caller is; {@code count} of them or all. */
  List<Slice> first(int count);

  /**
   * What a partial pass gives on every part, in the order of the parts.
   *
   * @param description for people who watch
   * @param shared what all parts need, sent to each machine once
   */
  <A extends Serializable, R extends Serializable> List<R> each(
      String description, A shared, Partial<A, R> partial);

  /** A function of one part's rows; it travels to where they are. */
  interface Partial<A, R> extends Serializable {
    R of(A shared, List<Slice> slices);
  }

  /** Rows in this process, as one part. */
  static SlicedRows here(List<Slice> slices) {
    List<Slice> all = List.copyOf(slices);
    return new SlicedRows() {
      @Override
      public long rows() {
        return all.stream().mapToLong(Slice::rows).sum();
      }

      @Override
      public List<Slice> first(int count) {
        return Slice.range(all, 0, count);
      }

      @Override
      public <A extends Serializable, R extends Serializable> List<R> each(
          String description, A shared, Partial<A, R> partial) {
        return List.of(partial.of(shared, all));
      }
    };
  }
}
