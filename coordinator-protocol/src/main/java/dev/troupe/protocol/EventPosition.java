package dev.troupe.protocol;

import java.util.Optional;

/**
 * A place in the stream of all events: the journal's reading order. Nothing can appear below a position that was read.
 *
 * @param txid the transaction that stored the event, 0 or more
 * @param ordering the journal's running number, 0 or more; breaks the tie within a transaction
 */
public record EventPosition(long txid, long ordering) implements Comparable<EventPosition> {
  /** Before the first event. */
  public static final EventPosition START = new EventPosition(0, 0);

  private static final int MAX_LENGTH = 39;

  public EventPosition {
    Names.requireRange("a transaction", txid, 0, Long.MAX_VALUE);
    Names.requireRange("an ordering", ordering, 0, Long.MAX_VALUE);
  }

  /** Reads exactly what {@link #toString} writes; empty for anything else, which may come from outside. */
  public static Optional<EventPosition> parse(String text) {
    int dash = text.indexOf('-');
    if (text.length() > MAX_LENGTH || !isNumber(text, 0, dash) || !isNumber(text, dash + 1, text.length())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new EventPosition(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1))));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  /** Digits without a leading zero, so that each position has one text. */
  private static boolean isNumber(String text, int from, int to) {
    if (to <= from || text.charAt(from) == '0' && to > from + 1) {
      return false;
    }
    return text.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9');
  }

  public boolean isAfter(EventPosition other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(EventPosition other) {
    int byTransaction = Long.compare(txid, other.txid);
    return byTransaction != 0 ? byTransaction : Long.compare(ordering, other.ordering);
  }

  @Override
  public String toString() {
    return txid + "-" + ordering;
  }
}
