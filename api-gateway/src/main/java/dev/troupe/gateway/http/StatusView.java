package dev.troupe.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.WorkStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The status of the fleet as the contract writes it.
 *
 * @param summary absent when the read side does not answer
 * @param silence why it does not
 * @param now when the cluster was looked at; {@code as_of} is the read side's own time when there is one
 */
record StatusView(
    ClusterReport cluster,
    Optional<BoardReply.Summary> summary,
    Optional<String> silence,
    HealthScore health,
    Duration uptime,
    Instant now) {

  void write(JsonGenerator to) throws IOException {
    to.writeStartObject();
    writeCluster(to);
    writeCounts(to);
    writeHealth(to);
    JsonWriting.number(to, "ops_last_hour", summary.map(BoardReply.Summary::opsLastHour));
    JsonWriting.number(to, "lag_seconds", summary.flatMap(BoardReply.Summary::lag).map(lag -> lag.toMillis() / 1_000.0));
    JsonWriting.number(to, "orphaned_items", summary.map(BoardReply.Summary::orphans));
    to.writeStringField("version", cluster.version());
    to.writeNumberField("uptime_seconds", uptime.toSeconds());
    JsonWriting.instant(to, "as_of", summary.map(BoardReply.Summary::asOf).orElse(now));
    to.writeEndObject();
  }

  private void writeCluster(JsonGenerator to) throws IOException {
    to.writeObjectFieldStart("cluster");
    to.writeArrayFieldStart("members");
    for (ClusterReport.MemberReport member : cluster.members()) {
      to.writeStartObject();
      to.writeStringField("address", member.address());
      JsonWriting.texts(to, "roles", member.roles());
      to.writeStringField("status", member.status());
      to.writeStringField("version", member.version());
      to.writeEndObject();
    }
    to.writeEndArray();
    JsonWriting.text(to, "leader", cluster.leader());
    JsonWriting.texts(to, "unreachable", cluster.unreachable());
    to.writeEndObject();
  }

  /** Every status is listed, those without any with 0. */
  private void writeCounts(JsonGenerator to) throws IOException {
    if (summary.isEmpty()) {
      to.writeNullField("agents");
      to.writeNullField("work");
      return;
    }
    writeCounts(to, "agents", AgentStatus.values(), summary.get().agents());
    writeCounts(to, "work", WorkStatus.values(), summary.get().work());
  }

  private static <E extends Enum<E>> void writeCounts(JsonGenerator to, String name, E[] statuses, Map<E, Long> counts)
      throws IOException {
    to.writeObjectFieldStart(name);
    for (E status : statuses) {
      to.writeNumberField(JsonWriting.lower(status), counts.getOrDefault(status, 0L));
    }
    to.writeEndObject();
  }

  private void writeHealth(JsonGenerator to) throws IOException {
    HealthScore.Parts parts = health.parts();
    to.writeObjectFieldStart("health");
    to.writeNumberField("score", health.score());
    number(to, "legacy_score", health.legacyScore());
    to.writeObjectFieldStart("parts");
    number(to, "cluster", parts.cluster());
    number(to, "agents", parts.agents());
    number(to, "work_flow", parts.workFlow());
    number(to, "read_side", parts.readSide());
    number(to, "intelligence", parts.intelligence());
    to.writeEndObject();
    JsonWriting.texts(to, "limited_by", health.limits().stream().map(JsonWriting::lower).toList());
    JsonWriting.text(to, "note", silence.map(why -> "Without what the read side counts: " + why));
    to.writeEndObject();
  }

  private static void number(JsonGenerator to, String name, OptionalDouble value) throws IOException {
    if (value.isPresent()) {
      to.writeNumberField(name, value.getAsDouble());
    } else {
      to.writeNullField(name);
    }
  }
}
