package io.taucrit.jobs.ml;

/**
 * The identifier of a stage under construction. Spark's constructors make parameters, each with its
 * owner's uid, before a Java subclass can set a field; subclasses in Scala set theirs before. So
 * the uid waits here, for the thread that constructs, until the stage has it.
 *
 * @param text the identifier
 */
record Uid(String text) {
  private static final ThreadLocal<String> ANNOUNCED = new ThreadLocal<>();

  /** To be called in the arguments of a constructor, which are evaluated before anything else. */
  static Uid announce(String text) {
    ANNOUNCED.set(text);
    return new Uid(text);
  }

  /** The uid of the stage that this thread constructs. */
  static String announced() {
    return ANNOUNCED.get();
  }

  /** The text, for the stage to keep. */
  String take() {
    ANNOUNCED.remove();
    return text;
  }
}
