package dev.troupe.gateway.http;

import dev.troupe.gateway.client.Coordinator;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.LeaseRef;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Names;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the bodies of the calls on agents. The bounds are those of the protocol; defaults are those of the contract. */
final class AgentBodies {
  private static final int MAX_SPECIALIZATION = 200;

  private AgentBodies() {}

  record Registration(AgentId agent, AgentProfile profile) {}

  static Parsed<Registration> registration(Fields fields, String agent) {
    AgentId id = fields.fromPath("agent_id", agent, AgentId::new);
    TeamId team = fields.optional("team", TeamId::new).orElse(WorkBodies.DEFAULT_TEAM);
    Set<String> capabilities = WorkBodies.names(fields, "capabilities");
    int capacity = fields.integer("capacity", 1, 1, AgentProfile.MAX_CAPACITY);
    Optional<String> specialization = fields.text("specialization", MAX_SPECIALIZATION);
    Map<String, String> metadata =
        fields.strings(
            "metadata",
            AgentProfile.MAX_METADATA,
            key -> Names.requireText("a metadata key", key, 100),
            value -> Names.requireText("a metadata value", value, 1_000));
    return fields.build(() -> new Registration(id, new AgentProfile(team, capabilities, capacity, specialization, metadata)));
  }

  record Beat(AgentId agent, List<LeaseRef> leases, Optional<Usage> usage) {}

  static Parsed<Beat> heartbeat(Fields fields, String agent) {
    AgentId id = fields.fromPath("agent_id", agent, AgentId::new);
    List<Fields> named = fields.objects("leases", AgentCommand.Heartbeat.MAX_LEASES);
    List<LeaseRef> leases = named.stream().map(AgentBodies::lease).toList();
    Optional<Usage> usage = WorkBodies.usage(fields);
    return fields.build(() -> new Beat(id, leases, usage));
  }

  /** Either part is null after a fault. */
  private static LeaseRef lease(Fields fields) {
    WorkId work = fields.required("work_id", WorkId::new);
    Long token = fields.required("lease_token", fields.integer("lease_token", 1, Long.MAX_VALUE));
    return new LeaseRef(work, token == null ? null : new LeaseToken(token));
  }

  record Claim(AgentId agent, Coordinator.ClaimNext wanted) {}

  static Parsed<Claim> claim(Fields fields, String agent) {
    AgentId id = fields.fromPath("agent_id", agent, AgentId::new);
    int max = fields.integer("max", 1, 1, AgentCommand.ClaimNext.MAX_CLAIMS);
    Duration wait = fields.seconds("wait_seconds", 0, AgentCommand.ClaimNext.MAX_WAIT).orElse(Duration.ZERO);
    Set<String> workTypes = WorkBodies.names(fields, "work_types");
    List<TeamId> teams = fields.list("teams", AgentCommand.ClaimNext.MAX_TEAMS, TeamId::new);
    Optional<Duration> lease = fields.seconds("lease_seconds", 1, WorkSpec.MAX_LEASE);
    return fields.build(
        () -> new Claim(id, new Coordinator.ClaimNext(max, wait, workTypes, teams.stream().distinct().toList(), lease)));
  }

  /** A call that names an agent in its path and says nothing in its body. */
  static Parsed<AgentId> id(Fields fields, String agent) {
    AgentId id = fields.fromPath("agent_id", agent, AgentId::new);
    return fields.build(() -> id);
  }
}
