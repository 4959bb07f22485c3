/**
 * The edge of Troupe: an HTTP server that holds no state, opens no database, and passes every call to the entities.
 * Read {@link dev.troupe.gateway.GatewayServer} first, then {@link dev.troupe.gateway.http.Api}.
 * It may depend on the protocol alone, never on the node that starts it.
 * Invariant: any number of gateways can be lost or added without losing anything but connections.
 */
package dev.troupe.gateway;
