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
 * @param span the id of the span that asks, when the trace is sampled: whoever carries it out puts its own span below
 */
public record Cause(String actor, Optional<RequestId> requestId, String fingerprint, Optional<String> traceId, Optional<String> span) {
  public Cause {
    // Events stored before there were spans have none.
    span = span == null ? Optional.empty() : span;
    Names.requireText("an actor", actor, 300);
    Names.requireText("a fingerprint", fingerprint, 100);
  }

  /** One whose trace is not sampled. */
  public Cause(String actor, Optional<RequestId> requestId, String fingerprint, Optional<String> traceId) {
    this(actor, requestId, fingerprint, traceId, Optional.empty());
  }

  /** The same, asked on by this span. */
  public Cause under(String spanId) {
    return new Cause(actor, requestId, fingerprint, traceId, Optional.of(spanId));
  }

  /** A change that Troupe makes by itself, such as the expiry of a lease. */
  public static Cause troupe(String part) {
    return new Cause("troupe:" + part, Optional.empty(), "", Optional.empty());
  }
}
