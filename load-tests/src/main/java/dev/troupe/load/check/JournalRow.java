package dev.troupe.load.check;

/**
 * One event of a work item as the journal has it.
 *
 * @param sequence its place in the item's own history
 * @param leaseToken null where the event names none
 */
public record JournalRow(String workId, long sequence, String action, String agentId, Long leaseToken) {
}
