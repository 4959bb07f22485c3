/**
 * How work finds an agent: one dispatcher a team, all of it soft state. {@link dev.troupe.node.dispatch.Matchmaker} holds what can be claimed
 * ({@link dev.troupe.node.dispatch.Backlog}) and who waits ({@link dev.troupe.node.dispatch.WaitingLine}) and proposes;
 * {@link dev.troupe.node.dispatch.Dispatcher} is the actor around it, which rebuilds the backlog from the read side. It may not store
 * anything and may not decide who owns an item.
 * Invariant: losing a dispatcher loses time, never work.
 */
package dev.troupe.node.dispatch;
