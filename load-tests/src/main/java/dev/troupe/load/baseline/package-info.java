/**
 * What Troupe is compared with: a table with {@code FOR UPDATE SKIP LOCKED} and a history row for each transition, behind a small HTTP server, and
 * the comparison itself.
 *
 * <p>Read {@link dev.troupe.load.baseline.SkipLockedStore} first. The server answers the calls of the contract that a fleet makes, with the
 * same paths and bodies, so that one load generator drives both. Invariant: each call is one statement and one commit, and its history rows
 * are in the same commit.
 */
package dev.troupe.load.baseline;
