package org.dosekit.core.io;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt name was meant to be. */
public final class Spelling {
  private Spelling() {}

  /**
   * The known name that the fewest edits lead to from a word: letters inserted, deleted, replaced,
   * or two neighbours exchanged (optimal string alignment); the first of several. Empty when none
   * is nearer than half the word.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    Optional<String> best = Optional.empty();
    int fewest = Math.max(2, word.length() / 2) + 1;
    for (String name : known) {
      int edits = edits(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (edits < fewest) {
        fewest = edits;
        best = Optional.of(name);
      }
    }
    return best;
  }

  /** What to tell the writer of a word that is not among the known names. */
  public static String remedy(String word, Collection<String> known) {
    return nearest(word, known)
        .map(name -> "did you mean '" + name + "'?")
        .orElse("correct its spelling or remove it");
  }

  /** {@code d[i][j]}: edits from the first i letters of one to the first j of the other. */
  private static int edits(String from, String to) {
    int[][] d = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= to.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[from.length()][to.length()];
  }
}
