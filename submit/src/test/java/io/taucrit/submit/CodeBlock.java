package io.taucrit.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a Markdown file.
 *
 * @param line number of its first line, from 1
 * @param language the word after the fence, empty without one
 * @param notRun why it cannot be run, from a comment on the line before; null where it can
 */
record CodeBlock(Path file, int line, String language, String text, String notRun) {
  private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
  private static final String FENCE = "```";

  /** All of a file, in their order. */
  static List<CodeBlock> of(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<CodeBlock> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        String language = lines.get(i).substring(FENCE.length()).trim();
        Matcher comment = NOT_RUN.matcher(i == 0 ? "" : lines.get(i - 1));
        int first = i + 1;
        i = end(lines, first);
        String text = String.join("\n", lines.subList(first, i)) + "\n";
        String reason = comment.matches() ? comment.group(1) : null;
        blocks.add(new CodeBlock(file, first + 1, language, text, reason));
      }
    }
    return blocks;
  }

  private static int end(List<String> lines, int first) {
    for (int i = first; i < lines.size(); i++) {
      if (lines.get(i).equals(FENCE)) {
        return i;
      }
    }
    throw new IllegalArgumentException("Block without an end: line " + first);
  }

  /** Where it is, for the name of a test. */
  String place() {
    return "%s:%d, %s".formatted(file.getFileName(), line, language);
  }
}
