/**
 * Faults on a real cluster, and the judgement of what it did meanwhile: {@code ./troupe chaos}.
 *
 * <p>Read {@link dev.troupe.load.chaos.check.Checks} first. It speaks HTTP to the cluster as agents do, breaks its processes, network and database from
 * outside, and looks into PostgreSQL to judge. Invariant: however a run ends, nothing that it started or changed on the machine is left.
 */
package dev.troupe.load.chaos;
