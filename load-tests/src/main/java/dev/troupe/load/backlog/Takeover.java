package dev.troupe.load.backlog;

import dev.troupe.cli.client.NewWork;
import java.util.List;
import java.util.Map;

/**
 * What a backlog file gives.
 *
 * @param work what can be worked
 * @param changed fields that had to be given another value, and why; their items are among the work
 * @param refused entries that cannot be taken over, and why
 * @param statusesInFile how often each status stood there; all of them are work to do
 */
public record Takeover(List<NewWork> work, List<Note> changed, List<Note> refused, Map<String, Integer> statusesInFile) {

  /** @param entry the item's id, or its place in the file when it has none */
  public record Note(String entry, String reason) {
  }
}
