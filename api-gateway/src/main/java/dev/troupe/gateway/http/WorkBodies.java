package dev.troupe.gateway.http;

import dev.troupe.gateway.client.HeldWork;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Names;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the bodies of the calls on work. The bounds are those of the protocol; defaults are those of the contract. */
final class WorkBodies {
  static final TeamId DEFAULT_TEAM = new TeamId("default");
  private static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);
  private static final int DEFAULT_ATTEMPTS = 3;
  private static final int MAX_STORY_POINTS = 1_000;

  private WorkBodies() {}

  /** @param id absent when the caller leaves it to the gateway */
  record Addition(Optional<WorkId> id, WorkSpec spec) {}

  static Parsed<Addition> addition(Fields fields) {
    Optional<WorkId> id = fields.optional("id", WorkId::new);
    String workType = fields.required("work_type", name("work_type", WorkSpec.MAX_NAME_LENGTH));
    String title = fields.required("title", WorkBodies::title);
    String description = fields.text("description", WorkSpec.MAX_DESCRIPTION_LENGTH).orElse("");
    Priority priority = fields.oneOf("priority", Priority.class, Priority.MEDIUM);
    TeamId team = fields.optional("team", TeamId::new).orElse(DEFAULT_TEAM);
    Set<String> requires = names(fields, "requires");
    List<WorkId> dependsOn = fields.list("depends_on", WorkSpec.MAX_DEPENDENCIES, WorkId::new);
    Optional<Instant> runAt = fields.instant("run_at");
    Duration lease = fields.seconds("lease_seconds", 1, WorkSpec.MAX_LEASE).orElse(DEFAULT_LEASE);
    int attempts = fields.integer("max_attempts", DEFAULT_ATTEMPTS, 1, WorkSpec.MAX_ATTEMPTS);
    Duration backoff = fields.seconds("backoff_seconds", 0, WorkSpec.MAX_BACKOFF).orElse(Duration.ZERO);
    boolean review = fields.flag("review", false);
    Optional<Integer> points = fields.integer("story_points", 0, MAX_STORY_POINTS).map(Long::intValue);
    Optional<String> epic = fields.optional("epic_id", name("epic_id", WorkId.MAX_LENGTH));
    Optional<Json> payload = fields.json("payload");
    List<String> resources = fields.list("resources", WorkSpec.MAX_RESOURCES, text("a resource", WorkSpec.MAX_TITLE_LENGTH));
    return fields.build(
        () ->
            new Addition(
                id,
                new WorkSpec(
                    workType, title, description, priority, team, requires, dependsOn, runAt, lease, attempts, backoff, review,
                    points, epic, payload, resources)));
  }

  record ClaimById(WorkId work, AgentId agent, Optional<Duration> lease) {}

  static Parsed<ClaimById> claim(Fields fields, String work) {
    WorkId id = fields.fromPath("work_id", work, WorkId::new);
    AgentId agent = fields.required("agent_id", AgentId::new);
    Optional<Duration> lease = fields.seconds("lease_seconds", 1, WorkSpec.MAX_LEASE);
    return fields.build(() -> new ClaimById(id, agent, lease));
  }

  record Report(HeldWork held, int percent, Optional<String> note, Optional<Json> checkpoint, Optional<Usage> usage) {}

  static Parsed<Report> progress(Fields fields, String work) {
    HeldWork held = held(fields, fields.fromPath("work_id", work, WorkId::new));
    Long percent = fields.required("percent", fields.integer("percent", 0, 100));
    Optional<String> note = fields.text("note", Progress.MAX_NOTE_LENGTH);
    Optional<Json> checkpoint = fields.json("checkpoint");
    Optional<Usage> usage = usage(fields);
    return fields.build(() -> new Report(held, percent.intValue(), note, checkpoint, usage));
  }

  record Completed(HeldWork held, Outcome outcome, Optional<Json> result, Optional<Usage> usage) {}

  static Parsed<Completed> completion(Fields fields, String work) {
    return completion(fields, fields.fromPath("work_id", work, WorkId::new));
  }

  /** One of a batch, which names its item in the body. */
  static Parsed<Completed> completion(Fields fields) {
    return completion(fields, fields.required("work_id", WorkId::new));
  }

  private static Parsed<Completed> completion(Fields fields, WorkId work) {
    HeldWork held = held(fields, work);
    Outcome outcome = fields.oneOf("outcome", Outcome.class, Outcome.SUCCESS);
    Optional<Json> result = fields.json("result");
    Optional<Usage> usage = usage(fields);
    return fields.build(() -> new Completed(held, outcome, result, usage));
  }

  record Failure(HeldWork held, String reason, boolean retryable) {}

  static Parsed<Failure> failure(Fields fields, String work) {
    HeldWork held = held(fields, fields.fromPath("work_id", work, WorkId::new));
    String reason = fields.requiredText("reason", WorkCommand.MAX_REASON_LENGTH);
    boolean retryable = fields.flag("retryable", true);
    return fields.build(() -> new Failure(held, reason, retryable));
  }

  record Handover(HeldWork held, Optional<String> handoff) {}

  static Parsed<Handover> release(Fields fields, String work) {
    HeldWork held = held(fields, fields.fromPath("work_id", work, WorkId::new));
    Optional<String> handoff = fields.text("handoff", WorkCommand.MAX_REASON_LENGTH);
    return fields.build(() -> new Handover(held, handoff));
  }

  record Cancellation(WorkId work, Optional<String> reason) {}

  static Parsed<Cancellation> cancellation(Fields fields, String work) {
    WorkId id = fields.fromPath("work_id", work, WorkId::new);
    Optional<String> reason = fields.text("reason", WorkCommand.MAX_REASON_LENGTH);
    return fields.build(() -> new Cancellation(id, reason));
  }

  record Approval(WorkId work, Optional<String> note) {}

  static Parsed<Approval> approval(Fields fields, String work) {
    WorkId id = fields.fromPath("work_id", work, WorkId::new);
    Optional<String> note = fields.text("note", WorkCommand.MAX_REASON_LENGTH);
    return fields.build(() -> new Approval(id, note));
  }

  /** @param reason becomes the handoff note of the item */
  record Rejection(WorkId work, String reason) {}

  static Parsed<Rejection> rejection(Fields fields, String work) {
    WorkId id = fields.fromPath("work_id", work, WorkId::new);
    String reason = fields.requiredText("reason", WorkCommand.MAX_REASON_LENGTH);
    return fields.build(() -> new Rejection(id, reason));
  }

  /** A call that names an item in its path and says nothing in its body. */
  static Parsed<WorkId> id(Fields fields, String work) {
    WorkId id = fields.fromPath("work_id", work, WorkId::new);
    return fields.build(() -> id);
  }

  static Optional<Usage> usage(Fields fields) {
    return fields.object("usage").flatMap(usage -> Optional.ofNullable(readUsage(usage)));
  }

  /** Null after a fault. */
  private static Usage readUsage(Fields fields) {
    long in = fields.integer("tokens_in", 0, Usage.MAX_TOKENS).orElse(0L);
    long out = fields.integer("tokens_out", 0, Usage.MAX_TOKENS).orElse(0L);
    BigDecimal cost = fields.decimal("cost_usd").orElse(BigDecimal.ZERO);
    return fields.checked("cost_usd", () -> new Usage(in, out, cost.signum() == 0 ? BigDecimal.ZERO : cost));
  }

  static Set<String> names(Fields fields, String field) {
    List<String> names = fields.list(field, WorkSpec.MAX_CAPABILITIES, name("a name", WorkSpec.MAX_NAME_LENGTH));
    return names.contains(null) ? Set.of() : new TreeSet<>(names);
  }

  static Function<String, String> name(String what, int maxLength) {
    return value -> {
      Names.requireName(what, value, maxLength);
      return value;
    };
  }

  private static Function<String, String> text(String what, int maxLength) {
    return value -> {
      Names.requireText(what, value, maxLength);
      return value;
    };
  }

  private static String title(String value) {
    Names.requireText("title", value, WorkSpec.MAX_TITLE_LENGTH);
    if (value.isBlank()) {
      throw new IllegalArgumentException("Expected title, but it is blank.");
    }
    return value;
  }

  /** Any part is null after a fault. */
  private static HeldWork held(Fields fields, WorkId work) {
    AgentId agent = fields.required("agent_id", AgentId::new);
    Long token = fields.required("lease_token", fields.integer("lease_token", 1, Long.MAX_VALUE));
    return new HeldWork(work, agent, token == null ? null : new LeaseToken(token));
  }
}
