package io.taucrit.data;

/**
 * What a message shows of a text that may be of any length: its beginning. Stateless and
 * thread-safe.
 */
public final class Excerpt {
  private static final int LENGTH = 60;

  private Excerpt() {}

  /** At most 60 characters of the text, and dots in place of others. */
  public static String of(String text) {
    return of(text, LENGTH);
  }

  /** At most so many characters of the text, and dots in place of others. */
  public static String of(String text, int length) {
    return text == null || text.length() <= length
        ? String.valueOf(text)
        : text.substring(0, length) + "...";
  }
}
