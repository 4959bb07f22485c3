/**
 * The keys callers prove themselves with: one event-sourced entity each, so that whatever happens to a key is in the audit trail.
 * Read {@link dev.troupe.node.keys.KeyRules} first; it decides, {@link dev.troupe.node.keys.KeyEntity} is its actor.
 * May depend on the protocol and the journal's facts, never on the gateway.
 * Invariant: no secret is ever in here, neither in memory nor on disk, only its SHA-256; and a revoked key never becomes good again.
 */
package dev.troupe.node.keys;
