/**
 * Fleets of simulated agents against a cluster of this machine: the demo, the benchmark, the race for one item.
 *
 * <p>Read {@code Demo} first. It may depend on the command line's module only and speaks HTTP to the cluster; it looks into PostgreSQL
 * to judge, never to act. Invariant: however a run ends, nothing that it started is left running.
 */
package dev.troupe.load;
