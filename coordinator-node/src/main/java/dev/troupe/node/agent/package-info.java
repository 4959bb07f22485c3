/**
 * One agent: its record, its claims and its requests. {@link dev.troupe.node.agent.AgentRules} decides, purely, what becomes of the record;
 * {@link dev.troupe.node.agent.ClaimDesk} takes an agent's claims from the question to the answer, and is the one place that sees that no agent
 * holds more than it may; {@link dev.troupe.node.agent.AgentEntity} is the actor around both. Claims are not stored here: they are the events of
 * their items, and are recalled from the journal after a recovery.
 * Invariant: the same request id never leads to two different sets of leases.
 */
package dev.troupe.node.agent;
