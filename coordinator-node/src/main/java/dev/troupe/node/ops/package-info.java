/**
 * What keeps a node and its cluster in order, beside the entities. Read {@link dev.troupe.node.ops.DeadPeerWatch} for how a killed node is given up within a
 * second or two. Depends on no entity.
 * Invariant: what is decided here is a shortcut; without it the cluster comes to the same end, later.
 */
package dev.troupe.node.ops;
