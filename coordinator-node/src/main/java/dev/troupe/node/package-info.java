/**
 * The coordinator: sharded entities over an event journal, and what assembles them into a node. Read {@link dev.troupe.node.work.WorkRules}
 * for what an item may do, {@link dev.troupe.node.dispatch.Dispatcher} for how work finds an agent and {@link dev.troupe.node.Main} for how a
 * node starts. Depends on the protocol and, in {@code Main} alone, on the gateway.
 * Invariant: what was acknowledged is stored, and the dispatcher proposes while the work item decides.
 */
package dev.troupe.node;
