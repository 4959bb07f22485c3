package dev.troupe.gateway.http;

import java.util.Collection;
import java.util.Optional;

/** Finds the name somebody probably meant: the nearest by edit distance (Levenshtein, 1966), if it is within two edits. */
final class DidYouMean {
  private static final int MAX_EDITS = 2;
  private static final int MAX_LENGTH = 40;

  private DidYouMean() {}

  static Optional<String> among(Collection<String> known, String given) {
    String best = null;
    int fewest = MAX_EDITS + 1;
    for (String candidate : known) {
      int edits = given.length() > MAX_LENGTH ? fewest : edits(candidate, given);
      if (edits < fewest) {
        fewest = edits;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
