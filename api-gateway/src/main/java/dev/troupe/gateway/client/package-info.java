/**
 * How the edge reaches the entities: each verb of the HTTP contract is one method of
 * {@link dev.troupe.gateway.client.Coordinator}, which is the file to read first.
 * Nothing else in the gateway knows sharding, the receptionist or how long an answer may take.
 * It may not depend on HTTP or JSON.
 * Invariant: every call is answered, by a reply or by a refusal; an ask that failed never surfaces as an exception, and no callback
 * runs on the common pool.
 */
package dev.troupe.gateway.client;
