package dev.troupe.node.board;

/** As many questions are in progress as may be. Nothing was asked; safe to repeat a little later. */
public final class BoardOverloaded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BoardOverloaded(int bound) {
    super("Expected room for a question to the board, but " + bound + " are in progress (troupe.board.max-queries).");
  }
}
