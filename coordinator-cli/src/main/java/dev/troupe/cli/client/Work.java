package dev.troupe.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** A work item as an answer tells it; a field is null where the service leaves it out. */
public record Work(
  String id, String workType, String title, String description, String status, String priority, String team,
  List<String> requires, List<String> dependsOn, Instant runAt, Integer leaseSeconds, Integer maxAttempts, Integer attempt,
  Progress progress, String claimedBy, Instant claimedAt, Instant leaseExpiresAt, Instant createdAt, Instant completedAt,
  String outcome, JsonNode result, JsonNode payload, JsonNode usage, Integer storyPoints, String epicId, Long version) {

  /** @param percent 0 to 100 */
  public record Progress(Integer percent, String note, JsonNode checkpoint, Instant at) {
  }
}
