package dev.troupe.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent says of itself when it registers.
 *
 * @param capabilities what it can do, at most 50
 * @param capacity the most claims it may hold at once, 1 to 1,000
 * @param specialization at most 200 characters
 * @param metadata such as program and model; at most 50 entries of 100 and 1,000 characters
 */
public record AgentProfile(
    TeamId team, Set<String> capabilities, int capacity, Optional<String> specialization, Map<String, String> metadata) {
  public static final int MAX_CAPACITY = 1_000;
  public static final int MAX_METADATA = 50;

  public AgentProfile {
    capabilities = WorkSpec.capabilities(capabilities);
    Names.requireRange("capacity", capacity, 1, MAX_CAPACITY);
    specialization.ifPresent(text -> Names.requireText("specialization", text, 200));
    Names.requireCount("metadata entries", metadata.size(), MAX_METADATA);
    metadata.forEach(
        (key, value) -> {
          Names.requireText("a metadata key", key, 100);
          Names.requireText("a metadata value", value, 1_000);
        });
    metadata = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(metadata));
  }
}
