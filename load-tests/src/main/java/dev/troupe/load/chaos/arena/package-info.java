/**
 * The cluster under test and everything around it that can be broken: node processes, their PostgreSQL, the connections to both, the network between.
 *
 * <p>Read {@link dev.troupe.load.chaos.arena.Arena} first. It knows processes, sockets and namespaces, and nothing of what is asked of the cluster.
 * Invariant: closing the arena ends every process, namespace and mount that it made, in whatever state a fault left them.
 */
package dev.troupe.load.chaos.arena;
