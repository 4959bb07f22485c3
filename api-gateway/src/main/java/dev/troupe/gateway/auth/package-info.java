/**
 * Who calls: reads what a caller presents (a key of ours, the first admin's key, a token of an identity provider) and says who that is.
 * Read {@link dev.troupe.gateway.auth.Authenticator} first. What a caller may do is not decided here but in
 * {@code dev.troupe.gateway.http.Permissions}.
 * May depend on the protocol and on {@code dev.troupe.gateway.client}, never on the routes.
 * Invariant: no secret is kept longer than the call that brought it; what is remembered is its hash.
 */
package dev.troupe.gateway.auth;
