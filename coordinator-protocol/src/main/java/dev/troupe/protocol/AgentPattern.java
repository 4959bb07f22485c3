package dev.troupe.protocol;

/**
 * The agents a key may act as: one agent id, or the beginning of ids followed by {@code *}, such as {@code team-a-*}. A lone {@code *} is
 * every agent; it has to be said, it is never what was left out.
 *
 * @param value an agent id, or at most {@value AgentId#MAX_LENGTH} characters of one and a star at the end
 */
public record AgentPattern(String value) {
  private static final String STAR = "*";

  public AgentPattern {
    if (value == null) {
      throw new IllegalArgumentException("Expected an agent id, or the beginning of one and a star, but there is none.");
    }
    String beginning = value.endsWith(STAR) ? value.substring(0, value.length() - 1) : value;
    if (!value.equals(STAR)) {
      Names.requireName("an agent id, or the beginning of one and a star,", beginning, AgentId.MAX_LENGTH);
    }
  }

  public boolean covers(AgentId agent) {
    return value.endsWith(STAR)
        ? agent.value().startsWith(value.substring(0, value.length() - 1))
        : agent.value().equals(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
