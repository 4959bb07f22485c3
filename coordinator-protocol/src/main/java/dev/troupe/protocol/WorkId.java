package dev.troupe.protocol;

/**
 * Names one work item for ever; chosen by whoever adds it, or made by the gateway.
 *
 * @param value 1 to 200 characters out of letters, digits and {@code . _ : ~ @ -}; anything else is refused with
 *     {@link IllegalArgumentException}
 */
public record WorkId(String value) implements Comparable<WorkId> {
  public static final int MAX_LENGTH = 200;

  public WorkId {
    Names.requireName("a work id", value, MAX_LENGTH);
  }

  @Override
  public int compareTo(WorkId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
