package dev.troupe.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * The last report of an item's holder.
 *
 * @param percent 0 to 100
 * @param note at most 5,000 characters
 * @param checkpoint what the next agent needs to resume
 */
public record Progress(int percent, String note, Optional<Json> checkpoint, Optional<Instant> at) {
  public static final Progress NONE = new Progress(0, "", Optional.empty(), Optional.empty());
  public static final int MAX_NOTE_LENGTH = 5_000;

  public Progress {
    Names.requireRange("percent", percent, 0, 100);
    Names.requireText("note", note, MAX_NOTE_LENGTH);
  }
}
