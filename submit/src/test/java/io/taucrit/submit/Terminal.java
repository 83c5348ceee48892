package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands in this JVM and keeps what the last one printed. */
final class Terminal {
  private String out = "";
  private String err = "";

  /** Returns the exit code. */
  int run(String... arguments) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try (PrintStream capturedOut = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
        PrintStream capturedErr = new PrintStream(errBytes, true, StandardCharsets.UTF_8)) {
      System.setOut(capturedOut);
      System.setErr(capturedErr);
      return Taucrit.run(arguments);
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
      out = outBytes.toString(StandardCharsets.UTF_8);
      err = errBytes.toString(StandardCharsets.UTF_8);
    }
  }

  int run(List<String> arguments) {
    return run(arguments.toArray(String[]::new));
  }

  /** Standard output. */
  String out() {
    return out;
  }

  /** Standard error. */
  String err() {
    return err;
  }

  /** The complaint is a single line of taucrit's own with these parts, without a stack trace. */
  void assertOneComplaint(String... parts) {
    List<String> complaints = err.lines().filter(line -> line.startsWith("taucrit: ")).toList();
    assertThat(complaints).as(err).hasSize(1);
    assertThat(complaints.get(0)).contains(parts);
    assertThat(err).doesNotContain("\tat ", "Exception in thread");
  }
}
