package dev.troupe.gateway.auth;

import dev.troupe.protocol.Refusal;
import java.time.Duration;

/** What came of looking at what a caller presents. */
public sealed interface Verdict {

  record Known(Identity identity) implements Verdict {}

  /** {@code UNAUTHENTICATED}, or {@code UNAVAILABLE} when whoever knows did not answer. */
  record Refused(Refusal refusal) implements Verdict {}

  /** Too many failed attempts from this address; nothing was looked at. */
  record Limited(Duration retryAfter) implements Verdict {}
}
