package dev.troupe.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Work to add. Only type and title are required; null leaves a field to the service's default.
 *
 * @param leaseSeconds 1 to 86,400
 * @param priority critical, high, medium or low
 */
public record NewWork(
  String id, String workType, String title, String description, String priority, String team, List<String> requires,
  List<String> dependsOn, Instant runAt, Integer leaseSeconds, Integer maxAttempts, Integer backoffSeconds, Boolean review,
  Integer storyPoints, String epicId, JsonNode payload, List<String> resources) {

  public static NewWork of(String id, String workType, String title) {
    return new NewWork(id, workType, title, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  public NewWork withPriority(String newPriority) {
    return new NewWork(id, workType, title, description, newPriority, team, requires, dependsOn, runAt, leaseSeconds, maxAttempts,
      backoffSeconds, review, storyPoints, epicId, payload, resources);
  }

  public NewWork withTeam(String newTeam) {
    return new NewWork(id, workType, title, description, priority, newTeam, requires, dependsOn, runAt, leaseSeconds, maxAttempts,
      backoffSeconds, review, storyPoints, epicId, payload, resources);
  }

  public NewWork withDescription(String newDescription) {
    return new NewWork(id, workType, title, newDescription, priority, team, requires, dependsOn, runAt, leaseSeconds, maxAttempts,
      backoffSeconds, review, storyPoints, epicId, payload, resources);
  }

  public NewWork withId(String newId) {
    return new NewWork(newId, workType, title, description, priority, team, requires, dependsOn, runAt, leaseSeconds, maxAttempts,
      backoffSeconds, review, storyPoints, epicId, payload, resources);
  }

  public NewWork withLeaseSeconds(int seconds) {
    return new NewWork(id, workType, title, description, priority, team, requires, dependsOn, runAt, seconds, maxAttempts,
      backoffSeconds, review, storyPoints, epicId, payload, resources);
  }

  public NewWork withPayload(JsonNode newPayload) {
    return new NewWork(id, workType, title, description, priority, team, requires, dependsOn, runAt, leaseSeconds, maxAttempts,
      backoffSeconds, review, storyPoints, epicId, newPayload, resources);
  }

  public NewWork withDependsOn(List<String> workIds) {
    return new NewWork(id, workType, title, description, priority, team, requires, workIds, runAt, leaseSeconds, maxAttempts,
      backoffSeconds, review, storyPoints, epicId, payload, resources);
  }
}
