package dev.troupe.load.scenario;

import dev.troupe.load.wire.Request;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The calls of the contract that a fleet makes, written by hand: the names in them need no escaping. */
final class Calls {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String caller;
  private final String team;
  private long calls;

  /** @param caller an agent's id, or the name of one who adds; letters, digits and dashes */
  Calls(String caller, String team) {
    this.caller = caller;
    this.team = team;
  }

  String caller() {
    return caller;
  }

  Request register(int capacity) {
    return new Request("PUT", "/v1/agents/" + caller, "{\"team\":\"" + team + "\",\"capabilities\":[\"java\"],\"capacity\":" + capacity + "}", key(), PATIENCE);
  }

  Request add(String workId, Shape shape) {
    return write("/v1/work", item(workId, shape));
  }

  Request addBatch(List<String> workIds, Shape shape) {
    return write("/v1/work/batch", workIds.stream().map(id -> item(id, shape)).collect(Collectors.joining(",", "{\"items\":[", "]}")));
  }

  Request claim(int max, int waitSeconds) {
    return new Request("POST", "/v1/agents/" + caller + "/claims", "{\"max\":" + max + ",\"wait_seconds\":" + waitSeconds + "}", key(),
      PATIENCE.plusSeconds(waitSeconds));
  }

  Request progress(Held held, int percent) {
    return write("/v1/work/" + held.workId() + "/progress", "{" + holder(held) + ",\"percent\":" + percent + "}");
  }

  Request complete(Held held) {
    return write("/v1/work/" + held.workId() + "/complete", "{" + holder(held) + ",\"result\":{\"ok\":true}}");
  }

  Request completeBatch(List<Held> all) {
    return write("/v1/work/complete", all.stream().map(held -> "{\"work_id\":\"" + held.workId() + "\"," + holder(held) + ",\"result\":{\"ok\":true}}")
      .collect(Collectors.joining(",", "{\"items\":[", "]}")));
  }

  Request fail(Held held) {
    return write("/v1/work/" + held.workId() + "/fail", "{" + holder(held) + ",\"reason\":\"drawn by lot\",\"retryable\":true}");
  }

  Request heartbeat() {
    return write("/v1/agents/" + caller + "/heartbeat", "{}");
  }

  Request read(String workId) {
    return new Request("GET", "/v1/work/" + workId, null, null, PATIENCE);
  }

  private Request write(String path, String body) {
    return new Request("POST", path, body, key(), PATIENCE);
  }

  private String item(String workId, Shape shape) {
    return "{\"id\":\"" + workId + "\",\"work_type\":\"load\",\"title\":\"Simulated work\",\"team\":\"" + team
      + "\",\"requires\":[\"java\"],\"lease_seconds\":" + shape.leaseSeconds()
      + ",\"max_attempts\":" + shape.maxAttempts() + "}";
  }

  private String holder(Held held) {
    return "\"agent_id\":\"" + caller + "\",\"lease_token\":" + held.token();
  }

  private String key() {
    return caller + "-" + Long.toString(calls++, 36);
  }
}
