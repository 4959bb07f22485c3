package dev.troupe.protocol;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param items may be fewer than were asked for, even none, while there are more: a page is bounded by its bytes and by what is looked at
 * @param nextCursor where to go on; empty exactly at the end of the list
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {
  public static final int MAX_LIMIT = 500;
  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_CURSOR_LENGTH = 1_000;

  /**
   * Which part is wanted.
   *
   * @param limit items at most, 1 to {@value #MAX_LIMIT}
   * @param cursor the {@code nextCursor} of the page before, unchanged; empty for the first page
   */
  public record Wanted(int limit, Optional<String> cursor) {
    public Wanted {
      Names.requireRange("limit", limit, 1, MAX_LIMIT);
      cursor.ifPresent(text -> Names.requireText("cursor", text, MAX_CURSOR_LENGTH));
    }
  }
}
