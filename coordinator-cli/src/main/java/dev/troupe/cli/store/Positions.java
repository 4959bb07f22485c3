package dev.troupe.cli.store;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Readers follow the journal in the order (transaction, number), and a new PostgreSQL begins to count transactions anew. So restored events get
 * small transaction numbers that divide them just where the readers stood: each reader finds behind it what it had read, and ahead of
 * it what it had not.
 */
final class Positions {

  /** PostgreSQL's first ordinary transaction; every live one is later. */
  private static final long FIRST = 3;
  private static final Pattern POSITION = Pattern.compile("(\\d{1,19})-(\\d{1,19})");

  private record Position(long txid, long ordering) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int byTransaction = Long.compare(txid, other.txid);
      return byTransaction != 0 ? byTransaction : Long.compare(ordering, other.ordering);
    }
  }

  private final NavigableSet<Position> readers = new TreeSet<>();

  /** Where a reader stood: all up to and with it was read. */
  void add(long txid, long ordering) {
    readers.add(new Position(txid, ordering));
  }

  /** As {@link #add(long, long)}, from text such as 812-4711; any other text is no position. */
  boolean add(String text) {
    Matcher matcher = POSITION.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    add(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    return true;
  }

  /** The transaction number an event gets. */
  long transaction(long txid, long ordering) {
    return FIRST + readers.headSet(new Position(txid, ordering), false).size();
  }

  /** How many transaction numbers there are, from {@link #transaction} of the first event on. */
  List<Long> transactions() {
    return java.util.stream.LongStream.rangeClosed(FIRST, FIRST + readers.size()).boxed().toList();
  }

  /** Where the reader of that text stands after the restore, given the last number of each transaction; other text stays. */
  String moved(String text, java.util.function.LongUnaryOperator lastOrdering) {
    Matcher matcher = POSITION.matcher(text);
    if (!matcher.matches()) {
      return text;
    }
    long transaction = transaction(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    return transaction + "-" + lastOrdering.applyAsLong(transaction);
  }
}
