package dev.troupe.node.board;

/**
 * A place in the journal's reading order (V1__journal.sql says why it is this one). Nothing can appear below a position that was read.
 *
 * @param txid the PostgreSQL transaction that stored the event, 0 or more
 * @param ordering the journal's running number, 0 or more; breaks the tie within a transaction
 */
public record JournalPosition(long txid, long ordering) implements Comparable<JournalPosition> {
  /** Before the first event. */
  public static final JournalPosition START = new JournalPosition(0, 0);

  public JournalPosition {
    if (txid < 0 || ordering < 0) {
      throw new IllegalArgumentException("Expected a position of two numbers from 0, but got " + txid + "-" + ordering + ".");
    }
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when the text is no position; it may come from outside
   */
  public static JournalPosition parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1 || text.length() > 40) {
      throw new IllegalArgumentException("Expected a position such as 812-4711, but got another text.");
    }
    try {
      return new JournalPosition(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Expected a position such as 812-4711, but got another text.", e);
    }
  }

  @Override
  public int compareTo(JournalPosition other) {
    int byTransaction = Long.compare(txid, other.txid);
    return byTransaction != 0 ? byTransaction : Long.compare(ordering, other.ordering);
  }

  @Override
  public String toString() {
    return txid + "-" + ordering;
  }
}
