package dev.troupe.gateway.auth;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeyView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who a caller has proved to be.
 *
 * @param id what tells it from every other caller: {@code key:<key id>}, {@code jwt:<subject>} or {@code admin-key}; keys may share a name
 * @param actor as it stands on events: {@code key:<name>}, {@code jwt:<subject>} or {@code admin-key}
 * @param agents those it may act as when its role is agent; empty for any other role
 * @param expiresAt when the proof ends
 */
public record Identity(String id, String actor, KeyRole role, List<AgentPattern> agents, Optional<Instant> expiresAt) {
  /** Holds the key that stands in the configuration. */
  static final Identity CONFIGURED_ADMIN = new Identity("admin-key", "admin-key", KeyRole.ADMIN, List.of(), Optional.empty());

  static Identity of(KeyView key) {
    return new Identity("key:" + key.id(), "key:" + key.spec().name(), key.spec().role(), key.spec().agents(), key.spec().expiresAt());
  }

  /** Operators and admins may act as any agent, viewers as none. */
  public boolean mayActAs(AgentId agent) {
    return switch (role) {
      case AGENT -> agents.stream().anyMatch(pattern -> pattern.covers(agent));
      case VIEWER -> false;
      case OPERATOR, ADMIN -> true;
    };
  }

  boolean isGoodAt(Instant now) {
    return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
  }
}
