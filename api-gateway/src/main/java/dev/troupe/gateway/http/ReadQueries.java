package dev.troupe.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.troupe.protocol.AgentFilter;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AuditFilter;
import dev.troupe.protocol.Names;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkFilter;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the query parameters of lists. */
final class ReadQueries {
  static final Set<String> WORK = Set.of("status", "team", "type", "priority", "agent", "limit", "cursor");
  static final Set<String> AGENTS = Set.of("team", "status", "limit", "cursor");
  static final Set<String> PAGE = Set.of("limit", "cursor");
  static final Set<String> AUDIT = Set.of("work_id", "agent_id", "actor", "action", "from", "to", "limit", "cursor");
  static final Set<String> PAST = Set.of("at");

  /** Times are shown to the millisecond, so an instant means all that happened within it. */
  private static final long REST_OF_MILLISECOND_NANOS = 999_999;

  private ReadQueries() {}

  /** A list that was asked for. */
  record Wanted<F>(F filter, Page.Wanted page) {}

  static Parsed<Wanted<WorkFilter>> work(Query query) {
    Fields fields = fields();
    Optional<WorkStatus> status = query.value("status", fields, text -> Fields.constant("status", WorkStatus.class, text));
    Optional<TeamId> team = query.value("team", fields, TeamId::new);
    Optional<String> type = query.value("type", fields, text -> checked(text, name -> Names.requireName("type", name, WorkSpec.MAX_NAME_LENGTH)));
    Optional<Priority> priority = query.value("priority", fields, text -> Fields.constant("priority", Priority.class, text));
    Optional<AgentId> agent = query.value("agent", fields, AgentId::new);
    return list(query, fields, () -> new WorkFilter(status, team, type, priority, agent));
  }

  static Parsed<Wanted<AgentFilter>> agents(Query query) {
    Fields fields = fields();
    Optional<TeamId> team = query.value("team", fields, TeamId::new);
    Optional<AgentStatus> status = query.value("status", fields, text -> Fields.constant("status", AgentStatus.class, text));
    fields.checked("status", () -> new AgentFilter(team, status));
    return list(query, fields, () -> new AgentFilter(team, status));
  }

  static Parsed<Wanted<WorkId>> history(Query query, String id) {
    Fields fields = fields();
    WorkId work = fields.fromPath("work_id", id, WorkId::new);
    return list(query, fields, () -> work);
  }

  static Parsed<Wanted<AuditFilter>> audit(Query query) {
    Fields fields = fields();
    Optional<WorkId> work = query.value("work_id", fields, WorkId::new);
    Optional<AgentId> agent = query.value("agent_id", fields, AgentId::new);
    Optional<String> actor = query.value("actor", fields, text -> checked(text, name -> Names.requireText("actor", name, 300)));
    Optional<String> action = query.value("action", fields, text -> checked(text, name -> Names.requireName("action", name, 100)));
    Optional<Instant> from = query.value("from", fields, text -> Fields.parseInstant("from", text));
    Optional<Instant> to = query.value("to", fields, text -> Fields.parseInstant("to", text));
    fields.checked("from", () -> new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), from, to));
    return list(query, fields, () -> new AuditFilter(work, agent, actor, action, from, to));
  }

  /** An item, and the instant at which it is wanted, if it is not wanted as it is now. */
  record Look(WorkId work, Optional<Instant> at) {}

  static Parsed<Look> look(Query query, String id) {
    Fields fields = fields();
    WorkId work = fields.fromPath("work_id", id, WorkId::new);
    Optional<Instant> at = query.value("at", fields, text -> Fields.parseInstant("at", text).plusNanos(REST_OF_MILLISECOND_NANOS));
    return fields.build(() -> new Look(work, at));
  }

  private static <F> Parsed<Wanted<F>> list(Query query, Fields fields, Supplier<F> filter) {
    int limit = query.value("limit", fields, ReadQueries::limit).orElse(Page.DEFAULT_LIMIT);
    Optional<String> cursor =
        query.value("cursor", fields, text -> checked(text, cursorText -> Names.requireText("cursor", cursorText, Page.MAX_CURSOR_LENGTH)));
    return fields.build(() -> new Wanted<>(filter.get(), new Page.Wanted(limit, cursor)));
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      Names.requireRange("limit", limit, 1, Page.MAX_LIMIT);
      return limit;
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("Expected limit from 1 to " + Page.MAX_LIMIT + ", but it is another.", notANumber);
    }
  }

  private static String checked(String value, Consumer<String> check) {
    check.accept(value);
    return value;
  }

  private static Fields fields() {
    return Fields.of(JsonNodeFactory.instance.objectNode());
  }
}
