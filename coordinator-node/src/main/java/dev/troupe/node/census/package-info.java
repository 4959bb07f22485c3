/**
 * Looks at the whole cluster now and then, on one node: how much work waits and for how long, and whether the journal keeps the promises. Read
 * {@link dev.troupe.node.census.Census} first. It reads PostgreSQL alone, so it would notice what the entities get wrong; it may not depend on them.
 * Invariant: it changes nothing, and what it costs the database is bounded by its settings.
 */
package dev.troupe.node.census;
