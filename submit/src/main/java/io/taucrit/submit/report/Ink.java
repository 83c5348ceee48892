package io.taucrit.submit.report;

import java.util.Locale;

/**
 * The colour of a series; the page's style and script decide on it, for they know light from dark.
 *
 * @param name "c1" to "c6", "ref", or "shade" with a number from 0 to 1
 */
public record Ink(String name) {
  private static final int COLOURS = 6;

  /** Of lines that are there for comparison. */
  public static final Ink REFERENCE = new Ink("ref");

  /** Colours told apart easily, in turn. */
  public static Ink of(int i) {
    return new Ink("c" + (1 + i % COLOURS));
  }

  /** The i-th of so many colours in an order that the eye can follow. */
  public static Ink shade(int i, int of) {
    double share = of <= 1 ? 0 : i / (of - 1.0);
    return new Ink(String.format(Locale.ROOT, "shade %.3f", share));
  }
}
