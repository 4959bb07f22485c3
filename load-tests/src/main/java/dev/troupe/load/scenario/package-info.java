/**
 * Fleets of simulated agents and what they are put through, with targets and verdicts.
 *
 * <p>Read {@code Scenario} first, then {@code Workers}. It speaks the HTTP contract through {@link dev.troupe.load.wire} and knows nothing of
 * how the service is made. Invariant: what a client was told of success is in {@link dev.troupe.load.scenario.Answers} before the next
 * call of that client.
 */
package dev.troupe.load.scenario;
