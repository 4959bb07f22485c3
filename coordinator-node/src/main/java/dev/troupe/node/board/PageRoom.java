package dev.troupe.node.board;

import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;

/** The room in one answer. What does not fit any more stands on the next page. */
final class PageRoom {
  private final long bytes;
  private long used;

  PageRoom(long bytes) {
    this.bytes = bytes;
  }

  /** What alone is larger than any answer may be. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long bytes;

    private TooLarge(String what, long bytes) {
      super("Expected " + what + " to fit into an answer between nodes, but alone it takes more (troupe.board.reads.page-bytes).");
      this.bytes = bytes;
    }

    Refusal refusal() {
      return Refusal.limited(Code.TOO_LARGE, getMessage(), bytes);
    }
  }

  /**
   * Takes up room.
   *
   * @return whether there was enough
   * @throws TooLarge when there could never be enough
   */
  boolean take(String what, long wanted) {
    if (wanted > bytes) {
      if (used > 0) {
        return false;
      }
      throw new TooLarge(what, bytes);
    }
    if (used + wanted > bytes) {
      return false;
    }
    used += wanted;
    return true;
  }
}
