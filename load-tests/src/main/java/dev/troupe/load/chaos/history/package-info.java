/**
 * What the clients of a fault run saw: every call with its start, its end and how it ended, on disk as JSON lines.
 *
 * <p>Read {@link dev.troupe.load.chaos.history.Operation} first. It may depend on the client's JSON only. Invariant: an outcome that the
 * client does not know is written as unknown and never guessed; what waits to be written is bounded.
 */
package dev.troupe.load.chaos.history;
