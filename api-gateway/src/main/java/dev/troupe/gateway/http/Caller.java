package dev.troupe.gateway.http;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpRequest;
import dev.troupe.gateway.auth.Identity;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.KeyRole;
import java.util.Optional;

/**
 * Who makes a call. On an event the actor is who proved to call ({@code key:<name>}, {@code jwt:<subject>}); the agent it acts as stands
 * beside it, in the event's agent. On an open server nobody proves who they are: an agent is who it says it is ({@code agent:<id>}), and
 * anyone else is anonymous.
 */
final class Caller {
  static final Caller ANONYMOUS = new Caller(Optional.empty());
  static final AttributeKey<Caller> KEY = AttributeKey.create("troupe-caller", Caller.class);

  private final Optional<Identity> identity;

  private Caller(Optional<Identity> identity) {
    this.identity = identity;
  }

  static Caller of(Identity identity) {
    return new Caller(Optional.of(identity));
  }

  /** @throws IllegalStateException when the gate did not see the call: better a fault than a call nobody was asked for */
  static Caller of(HttpRequest request) {
    return request
        .getAttribute(KEY)
        .orElseThrow(() -> new IllegalStateException("Expected a call that went through the gate, but this one did not."));
  }

  /** What tells it from every other caller; empty when it proved nothing. */
  Optional<String> id() {
    return identity.map(Identity::id);
  }

  /** Whether it may make calls of this kind. */
  boolean may(Permissions.Access access) {
    return identity.isEmpty() || access.allows(identity.get().role());
  }

  /** Whether it sees no other agents than those it may act as. */
  boolean isAgent() {
    return identity.filter(caller -> caller.role() == KeyRole.AGENT).isPresent();
  }

  boolean mayActAs(AgentId agent) {
    return identity.isEmpty() || identity.get().mayActAs(agent);
  }

  /**
   * The actor of a change made in the name of an agent.
   *
   * @throws IllegalStateException when it may not act as this agent, which should have been refused before
   */
  String as(AgentId agent) {
    if (!mayActAs(agent)) {
      throw new IllegalStateException("Expected a caller that may act as " + agent + ", but " + name() + " may not.");
    }
    return identity.map(Identity::actor).orElse("agent:" + agent);
  }

  /** The actor of a change that names no agent. */
  String name() {
    return identity.map(Identity::actor).orElse("anonymous");
  }
}
