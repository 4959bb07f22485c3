package dev.troupe.protocol;

/**
 * The fencing token of a lease: grows by one with every claim of an item, so that whatever a former holder sends later can be told
 * from what the present holder sends (Kleppmann, "How to do distributed locking", 2016).
 *
 * @param value 1 or more
 */
public record LeaseToken(long value) implements Comparable<LeaseToken> {
  public LeaseToken {
    Names.requireRange("a lease token", value, 1, Long.MAX_VALUE);
  }

  public LeaseToken next() {
    return new LeaseToken(value + 1);
  }

  @Override
  public int compareTo(LeaseToken other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
