/**
 * Which side of a partition works on: the one whose leader gets a lease in PostgreSQL, which all sides share. Read {@link dev.troupe.node.split.ArbiterTable} for
 * the rule, {@link dev.troupe.node.split.PostgresLease} for how Akka's split-brain resolver comes to it. Depends on the journal's settings alone.
 * Invariant: of all nodes that were ever members together, at most one holds the lease at a time, and none that another has given up.
 */
package dev.troupe.node.split;
