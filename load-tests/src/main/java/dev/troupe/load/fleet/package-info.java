/**
 * Simulated agents that work over HTTP as real ones do, and what they measure and were told.
 *
 * <p>Read {@code FleetAgent} first. It may depend on the client and the checker's records only. Invariant: whatever a client was told of
 * success stands in the {@link dev.troupe.load.fleet.Ledger} before the agent acts on it.
 */
package dev.troupe.load.fleet;
