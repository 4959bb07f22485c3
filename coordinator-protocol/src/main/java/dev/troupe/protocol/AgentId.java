package dev.troupe.protocol;

/**
 * Names one agent for ever; chosen by the agent.
 *
 * @param value 1 to 200 characters out of letters, digits and {@code . _ : ~ @ -}; anything else is refused with
 *     {@link IllegalArgumentException}
 */
public record AgentId(String value) implements Comparable<AgentId> {
  public static final int MAX_LENGTH = 200;

  public AgentId {
    Names.requireName("an agent id", value, MAX_LENGTH);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
