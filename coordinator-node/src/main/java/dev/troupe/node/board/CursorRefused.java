package dev.troupe.node.board;

/** A cursor that was not given out for this list. Nothing was read; begin at the first page. */
final class CursorRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CursorRefused() {
    super("Expected a cursor of this very list, with the same filters, but it is another text. Leave it out to begin anew.");
  }
}
