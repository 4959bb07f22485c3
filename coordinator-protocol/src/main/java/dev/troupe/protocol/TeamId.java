package dev.troupe.protocol;

/**
 * Names a team: the unit that has a dispatcher and a queue of its own.
 *
 * @param value 1 to 100 characters out of letters, digits and {@code . _ : ~ @ -}; anything else is refused with
 *     {@link IllegalArgumentException}
 */
public record TeamId(String value) implements Comparable<TeamId> {
  public static final int MAX_LENGTH = 100;

  public TeamId {
    Names.requireName("a team", value, MAX_LENGTH);
  }

  @Override
  public int compareTo(TeamId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
