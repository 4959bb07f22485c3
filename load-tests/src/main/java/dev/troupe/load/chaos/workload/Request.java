package dev.troupe.load.chaos.workload;

import dev.troupe.load.chaos.history.Action;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One call that can be made again, under the same id, through any node.
 *
 * @param id null for a read
 * @param body null for none
 */
record Request(Action action, String method, String path, String id, Map<String, Object> body, String workId, String agentId, long token, int max) {

  static Request register(String agentId, String team, int capacity) {
    return new Request(Action.REGISTER, "PUT", "/v1/agents/" + agentId, newId(), Map.of("team", team, "capacity", capacity), null, agentId, 0, 0);
  }

  static Request add(String workId, String team, int leaseSeconds, String priority) {
    return new Request(Action.ADD, "POST", "/v1/work", newId(), Map.of("id", workId, "work_type", "chaos", "title", "An item under faults", "team", team,
      "lease_seconds", leaseSeconds, "priority", priority, "max_attempts", 20), workId, null, 0, 0);
  }

  static Request claimNext(String agentId, int max, int waitSeconds) {
    return new Request(Action.CLAIM_NEXT, "POST", "/v1/agents/" + agentId + "/claims", newId(), Map.of("max", max, "wait_seconds", waitSeconds), null, agentId,
      0, max);
  }

  static Request claimById(String agentId, String workId) {
    return new Request(Action.CLAIM_BY_ID, "POST", "/v1/work/" + workId + "/claim", newId(), Map.of("agent_id", agentId), workId, agentId, 0, 1);
  }

  /** @param more fields beside agent and token, name after value in turn */
  static Request byHolder(Action action, String agentId, String workId, long token, Object... more) {
    Map<String, Object> body = new LinkedHashMap<>(Map.of("agent_id", agentId, "lease_token", token));
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    String verb = action.name().toLowerCase(java.util.Locale.ROOT);
    return new Request(action, "POST", "/v1/work/" + workId + "/" + verb, newId(), body, workId, agentId, token, 0);
  }

  static Request cancel(String workId) {
    return new Request(Action.CANCEL, "POST", "/v1/work/" + workId + "/cancel", newId(), Map.of("reason", "a chaotic thought"), workId, null, 0, 0);
  }

  /** @param leases work ids and their tokens; empty for all the agent holds */
  static Request heartbeat(String agentId, Map<String, Long> leases) {
    List<Map<String, Object>> named = leases.entrySet().stream()
      .map(lease -> Map.<String, Object>of("work_id", lease.getKey(), "lease_token", lease.getValue())).toList();
    return new Request(Action.HEARTBEAT, "POST", "/v1/agents/" + agentId + "/heartbeat", newId(), named.isEmpty() ? Map.of() : Map.of("leases", named), null,
      agentId, 0, 0);
  }

  static Request get(String workId) {
    return new Request(Action.GET, "GET", "/v1/work/" + workId, null, null, workId, null, 0, 0);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
