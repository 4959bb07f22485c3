package dev.troupe.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** An agent as an answer tells it. */
public record Agent(String id, String team, List<String> capabilities, Integer capacity, String specialization, String status, JsonNode metadata) {

  /**
   * What an agent says about itself when it registers; null leaves a field to the service's default.
   *
   * @param capacity the most claims it holds at once, 1 to 1,000
   */
  public record Registration(String team, List<String> capabilities, Integer capacity, String specialization, JsonNode metadata) {
  }

  /** A lease the service believes the agent holds. */
  public record Lease(String workId, long leaseToken, java.time.Instant leaseExpiresAt, Boolean valid) {
  }

  /** The answer to a heartbeat. */
  public record Heartbeat(List<JsonNode> directives, List<Lease> leases) {
  }
}
