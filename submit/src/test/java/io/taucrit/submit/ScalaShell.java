package io.taucrit.submit;

import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import javax.script.ScriptException;

/**
 * Scala's own interpreter, with what spark-shell begins with: {@code spark} and its implicits. What
 * is typed knows what was typed before.
 */
final class ScalaShell {
  private static final String BEGIN =
      """
      val spark = org.apache.spark.sql.SparkSession.active
      import spark.implicits._
      """;

  private ScriptEngine engine;

  /** Interprets it; what it throws or does not compile is thrown. */
  void run(String text) throws ScriptException {
    if (engine == null) {
      engine = new ScriptEngineManager().getEngineByName("scala");
      engine.eval(BEGIN);
    }
    engine.eval(text);
  }
}
