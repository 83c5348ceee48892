package io.taucrit.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A classification problem of 400 rows and 12 features as LIBSVM text. */
public final class SmallProblem {
  private SmallProblem() {}

  /** Writes the file and returns its path. */
  public static String writeTo(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      int feature = 1 + i % 7;
      text.append((i * 31 % 17) < 8 ? "+1 " : "-1 ").append(feature).append(":1 ");
      text.append(8 + i % 5).append(":0.5\n");
    }
    return Files.writeString(file, text).toString();
  }
}
