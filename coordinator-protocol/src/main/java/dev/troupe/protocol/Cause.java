package dev.troupe.protocol;

import java.util.Optional;

/**
 * Who asked for a change and from which request; kept on the event.
 *
 * @param actor who proved to call ({@code key:<name>}, {@code jwt:<subject>}, {@code admin-key}); on an open server {@code agent:<id>} or
 *     {@code anonymous}; or the part of Troupe ({@code troupe:lease}) that acted; 1 to 300 characters
 * @param requestId the idempotency key, when the caller gave one
 * @param fingerprint a digest of what was asked, to tell a repeat from a reuse of its key; empty when there is no key
 * @param traceId the W3C trace id of the request, when there is one
 */
public record Cause(String actor, Optional<RequestId> requestId, String fingerprint, Optional<String> traceId) {
  public Cause {
    Names.requireText("an actor", actor, 300);
    Names.requireText("a fingerprint", fingerprint, 100);
  }

  /** A change that Troupe makes by itself, such as the expiry of a lease. */
  public static Cause troupe(String part) {
    return new Cause("troupe:" + part, Optional.empty(), "", Optional.empty());
  }
}
