package dev.troupe.gateway.http;

import dev.troupe.gateway.auth.Authenticator;
import dev.troupe.gateway.client.KeyRing;
import java.util.Optional;

/**
 * What the routes need to know who calls.
 *
 * @param authenticator empty when nobody is asked who they are; keys can be made all the same, for the day that changes
 */
public record Security(KeyRing keys, Optional<Authenticator> authenticator) {}
