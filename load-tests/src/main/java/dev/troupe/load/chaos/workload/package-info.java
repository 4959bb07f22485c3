/**
 * The clients of a fault run: workers, adders, repeaters, zombies, readers. Each records every call it makes.
 *
 * <p>Read {@link dev.troupe.load.chaos.workload.Worker} first. It speaks HTTP and knows nothing of the faults. Invariant: every attempt of every call is
 * in the history, with unknown for each whose answer never came.
 */
package dev.troupe.load.chaos.workload;
