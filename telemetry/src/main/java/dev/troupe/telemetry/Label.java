package dev.troupe.telemetry;

import java.util.List;

/** A label of a metric. The number of its values is bounded; a value beyond the bound is counted as {@link #OTHER}. */
public enum Label {
  ACTION("action", 64, "What the journal calls the event, such as work.claimed."),
  CODE("code", 40, "The stable code of the problem, such as already_claimed."),
  COLLECTOR("collector", 8, "The garbage collector, as the JVM names it."),
  CONNECTION("state", "Of a connection, or of a thread that waits for one.", "active", "idle", "waiting"),
  ENTITY("kind", "The kind of entity.", "work", "agent", "dispatch", "key"),
  INVARIANT(
      "invariant",
      "The promise that was broken.",
      "two_live_leases",
      "token_not_larger",
      "report_without_lease",
      "completed_twice",
      "gap_in_history"),
  JAVA("java", 4, "The version of the JVM."),
  MEMBER("status", "The member's status in the cluster.", "joining", "weaklyup", "up", "leaving", "exiting", "down"),
  PART("part", "The part of the health score.", "cluster", "agents", "work_flow", "read_side", "intelligence"),
  PRIORITY("priority", "The item's priority.", "critical", "high", "medium", "low"),
  PROPOSED("outcome", "What the item answered to the dispatcher.", "granted", "refused", "unanswered"),
  AGENT_STATUS("status", "The agent's status.", "active", "idle", "late", "lost", "draining", "retired"),
  ROUTE("route", 80, "Method and path template of the call, or unknown."),
  SPAN("outcome", "What became of a sampled span.", "sent", "dropped"),
  STATUS("status", 40, "The HTTP status."),
  TEAM("team", 50, "The team; those first seen have their own name."),
  VERSION("version", 4, "Troupe's version."),
  WORK_STATUS(
      "status", "The item's status.", "blocked", "scheduled", "ready", "claimed", "in_review", "completed", "failed", "cancelled");

  /** Stands for every value beyond the bound. */
  public static final String OTHER = "other";

  private final String text;
  private final int bound;
  private final String meaning;
  private final List<String> known;

  Label(String text, int bound, String meaning) {
    this.text = text;
    this.bound = bound;
    this.meaning = meaning;
    this.known = List.of();
  }

  Label(String text, String meaning, String... values) {
    this.text = text;
    this.bound = values.length;
    this.meaning = meaning;
    this.known = List.of(values);
  }

  /** As it stands in the exposition. */
  public String text() {
    return text;
  }

  /** Values at most, without {@link #OTHER}. */
  public int bound() {
    return bound;
  }

  public String meaning() {
    return meaning;
  }

  /** All values when they are known beforehand, else empty. */
  public List<String> known() {
    return known;
  }
}
