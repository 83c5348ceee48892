package io.taucrit.submit.chaos;

/** One thing that goes wrong, as it was drawn. Its text says all that was drawn. */
interface Fault {
  /** What must come of it. */
  String expectation();

  /**
   * Lets it happen and checks what comes of it. Leaves the ground as it was for the next one.
   *
   * @throws AssertionError if that is not what must
   */
  void strike(Ground ground) throws Exception;
}
