package dev.troupe.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.AgentReply.Directive;
import dev.troupe.protocol.AgentReply.HeldLease;
import dev.troupe.protocol.AgentView;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Agents and the answers to their heartbeats as the contract writes them. */
final class AgentViews {
  private AgentViews() {}

  static void agent(JsonGenerator to, AgentView agent) throws IOException {
    AgentProfile profile = agent.profile();
    to.writeStartObject();
    to.writeStringField("id", agent.id().value());
    to.writeStringField("team", profile.team().value());
    JsonWriting.text(to, "specialization", profile.specialization());
    JsonWriting.texts(to, "capabilities", profile.capabilities());
    to.writeNumberField("capacity", profile.capacity());
    to.writeObjectFieldStart("metadata");
    for (Map.Entry<String, String> entry : profile.metadata().entrySet()) {
      to.writeStringField(entry.getKey(), entry.getValue());
    }
    to.writeEndObject();
    to.writeStringField("status", JsonWriting.lower(agent.status()));
    JsonWriting.instant(to, "last_heartbeat_at", agent.lastHeartbeatAt());
    JsonWriting.texts(to, "open_claims", agent.openClaims());
    achievements(to, agent.achievements());
    WorkViews.usage(to, agent.usage());
    JsonWriting.instant(to, "registered_at", agent.registeredAt());
    to.writeNumberField("version", agent.version());
    to.writeEndObject();
  }

  static void beat(JsonGenerator to, AgentReply.Beat beat) throws IOException {
    to.writeStartObject();
    to.writeArrayFieldStart("directives");
    for (Directive directive : beat.directives()) {
      directive(to, directive);
    }
    to.writeEndArray();
    to.writeArrayFieldStart("leases");
    for (HeldLease lease : beat.leases()) {
      lease(to, lease);
    }
    to.writeEndArray();
    to.writeEndObject();
  }

  private static void achievements(JsonGenerator to, Optional<AgentView.Achievements> known) throws IOException {
    if (known.isEmpty()) {
      to.writeNullField("achievements");
      return;
    }
    AgentView.Achievements achieved = known.get();
    to.writeObjectFieldStart("achievements");
    to.writeNumberField("completed", achieved.completed());
    to.writeNumberField("failed", achieved.failed());
    JsonWriting.number(to, "mean_seconds", achieved.meanSeconds());
    JsonWriting.number(to, "p95_seconds", achieved.p95Seconds());
    JsonWriting.number(to, "success_rate", achieved.successRate());
    to.writeEndObject();
  }

  private static void directive(JsonGenerator to, Directive directive) throws IOException {
    to.writeStartObject();
    to.writeStringField("kind", JsonWriting.lower(directive.kind()));
    JsonWriting.text(to, "work_id", directive.work());
    JsonWriting.number(to, "lease_token", directive.token().map(token -> token.value()));
    to.writeStringField("message", directive.message());
    to.writeEndObject();
  }

  private static void lease(JsonGenerator to, HeldLease lease) throws IOException {
    to.writeStartObject();
    to.writeStringField("work_id", lease.work().value());
    to.writeNumberField("lease_token", lease.token().value());
    JsonWriting.instant(to, "lease_expires_at", lease.leaseExpiresAt());
    to.writeBooleanField("valid", lease.valid());
    to.writeBooleanField("renewed", lease.renewed());
    to.writeEndObject();
  }
}
