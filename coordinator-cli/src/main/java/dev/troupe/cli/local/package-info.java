/**
 * A whole Troupe on one machine: PostgreSQL and node processes under one data folder, started, found again and stopped.
 *
 * <p>Read {@link dev.troupe.cli.local.LocalCluster} first. The package starts the node as a process and speaks HTTP to it; it
 * knows none of the node's classes. Invariant: whatever runs is written under {@code DIR/run} before it is waited for, so that
 * another process can always find and stop it.
 */
package dev.troupe.cli.local;
