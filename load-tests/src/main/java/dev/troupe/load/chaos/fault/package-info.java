/**
 * What can be broken, and when: each fault by its name, and the seeded schedule they come in.
 *
 * <p>Read {@link dev.troupe.load.chaos.fault.Fault} first; {@code Faults} has them all. It may depend on the arena only. Invariant: whatever a fault breaks
 * its healing mends, also when the run is over before its time.
 */
package dev.troupe.load.chaos.fault;
