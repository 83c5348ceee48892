package io.taucrit.submit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.zip.GZIPOutputStream;

/** Small files by the names that README and guide use; the same ones every time. */
final class SnippetFiles {
  private static final int ROWS = 2_000;
  private static final int FEATURES = 30;

  private SnippetFiles() {}

  static void writeTo(Path folder) throws IOException {
    String clicks = libsvm(class0 -> class0);
    Files.writeString(folder.resolve("clicks.svm"), clicks);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a9a.svm.gz")))) {
      out.write(clicks.getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(folder.resolve("visits.svm"), libsvm(high -> 1 + 2 * high));
    Files.writeString(folder.resolve("texts.jsonl"), texts());
  }

  /** Rows of a label, by whether most of its features are of the first half, and 4 features. */
  private static String libsvm(IntUnaryOperator label) {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      int[] features = random.ints(1, FEATURES + 1).distinct().limit(4).sorted().toArray();
      boolean noise = random.nextInt(8) == 0;
      text.append(label.applyAsInt(features[1] <= FEATURES / 3 != noise ? 1 : 0));
      for (int feature : features) {
        text.append(' ').append(feature).append(":1");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String texts() {
    StringBuilder text = new StringBuilder();
    libsvm(high -> high)
        .lines()
        .map(row -> row.split(" ", 2))
        .forEach(
            row ->
                text.append("{\"text\": \"word")
                    .append(row[1].replace(":1", "").replace(" ", " word"))
                    .append("\", \"label\": ")
                    .append(row[0])
                    .append("}\n"));
    return text.toString();
  }
}
