package dev.troupe.load.chaos.history;

/**
 * One event as a reader of {@code GET /v1/events} received it.
 *
 * @param reader which reader; each stays with its stream over all reconnections
 * @param id the position, empty for a reset
 * @param subject the item or agent
 * @param version its number among that entity's events, from 1
 * @param action such as {@code work.claimed}, or {@code reset}
 */
public record Heard(int reader, String id, String subject, long version, String action, long atNanos) {

  public static final String RESET = "reset";
}
