package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;

/** Statements of Java, after their imports, that may use {@code spark}. */
final class JavaSnippet {
  private static final String CLASS = "Snippet";

  private JavaSnippet() {}

  /** Compiles and runs them. */
  static void run(String text, SparkSession spark) throws Exception {
    Path folder = Files.createTempDirectory("snippet");
    Path source = Files.writeString(folder.resolve(CLASS + ".java"), program(text));
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
    try (URLClassLoader classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      classes.loadClass(CLASS).getMethod("run", SparkSession.class).invoke(null, spark);
    }
  }

  private static String program(String text) {
    return """
        %s
        public class %s {
          public static void run(org.apache.spark.sql.SparkSession spark) throws Exception {
            %s
          }
        }
        """
        .formatted(lines(text, true), CLASS, lines(text, false));
  }

  private static String lines(String text, boolean imports) {
    return text.lines()
        .filter(line -> line.startsWith("import ") == imports)
        .collect(Collectors.joining("\n"));
  }
}
