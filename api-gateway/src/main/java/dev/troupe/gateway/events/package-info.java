/**
 * The stream of events: one {@link dev.troupe.gateway.events.EventTail} per gateway follows a coordinator's feed and gives each event to every local
 * reader, encoded once. Read {@link dev.troupe.gateway.events.Events} first, then the tail, then {@link
 * dev.troupe.gateway.events.EventReader} (one connection: catching up, joining, being cut off). It depends on the protocol, never on a database or
 * on HTTP itself, which is the route's. Invariant: each reader gets every event that its filter lets through exactly once and in order after
 * the position it began at, or its stream ends; what waits for it is bounded.
 */
package dev.troupe.gateway.events;
