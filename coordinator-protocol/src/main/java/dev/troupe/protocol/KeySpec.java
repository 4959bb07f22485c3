package dev.troupe.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a key is made as; never changed later.
 *
 * @param name stands in the audit trail as {@code key:<name>}; several keys may share one, as they do while one replaces another. At most
 *     {@value #MAX_NAME_LENGTH} letters, digits and {@code . _ : ~ @ -}
 * @param agents for the role agent 1 to {@value #MAX_AGENTS} patterns, for any other none: who says nothing gets nothing
 * @param expiresAt from then on it is refused; absent: never
 */
public record KeySpec(String name, KeyRole role, List<AgentPattern> agents, Optional<Instant> expiresAt) {
  public static final int MAX_NAME_LENGTH = 100;
  public static final int MAX_AGENTS = 100;

  public KeySpec {
    Names.requireName("a name", name, MAX_NAME_LENGTH);
    Names.requireCount("agents", agents.size(), MAX_AGENTS);
    if (role == KeyRole.AGENT && agents.isEmpty()) {
      throw new IllegalArgumentException("Expected agents for the role agent, such as [\"team-a-*\"], but there are none.");
    }
    if (role != KeyRole.AGENT && !agents.isEmpty()) {
      throw new IllegalArgumentException("Expected agents with the role agent alone, but the role is another.");
    }
    agents = List.copyOf(agents);
  }

  public boolean isExpiredAt(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }
}
