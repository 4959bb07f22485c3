/**
 * The HTTP contract: one route class per resource, and what they share. Read {@link dev.troupe.gateway.http.Api} first, then
 * {@link dev.troupe.gateway.http.WorkRoutes}. A call is read by {@code Calls} and {@code Fields}, asked by
 * {@link dev.troupe.gateway.client.Coordinator}, and answered by {@code Answers} and {@code Problems}, which alone knows statuses.
 * It may not depend on sharding, on a database, or on anything of the node.
 * Invariant: whatever is sent, the answer is the contract's or a problem; never a stack trace, and nothing is changed by a call that
 * cannot be read in full.
 */
package dev.troupe.gateway.http;
