/**
 * What may be said between the edge and the entities, and what is answered: identities, commands, replies, views and refusals.
 * Read {@link dev.troupe.protocol.WorkCommand} first, then {@link dev.troupe.protocol.Refusal}.
 * Depends on Akka's typed {@code ActorRef} only: no HTTP, no database, no JSON.
 * Invariant: every value here was validated by its constructor, so whoever receives one need not check it again.
 */
package dev.troupe.protocol;
