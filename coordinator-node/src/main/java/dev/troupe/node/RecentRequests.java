package dev.troupe.node;

import dev.troupe.protocol.Cause;
import dev.troupe.protocol.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The requests that changed an entity lately, so that a repeat is known and a reused key is refused. A request is kept for a day, unless more than
 * {@value #MAX} changed the same entity in that time: then the oldest go first.
 *
 * @param latest the newest last, at most {@value #MAX}
 */
public record RecentRequests(List<Stamp> latest) {
  public static final RecentRequests NONE = new RecentRequests(List.of());
  public static final int MAX = 1_000;
  public static final Duration KEPT = Duration.ofHours(24);

  /**
   * A request that was done.
   *
   * @param scope whose request it was: two callers may use the same id
   * @param fingerprint the digest of what it asked
   */
  public record Stamp(String scope, RequestId request, String fingerprint, Instant at) {}

  public Optional<Stamp> find(String scope, RequestId request) {
    for (Stamp stamp : latest) {
      if (stamp.request().equals(request) && stamp.scope().equals(scope)) {
        return Optional.of(stamp);
      }
    }
    return Optional.empty();
  }

  /** The earlier request of the same caller under the same id. */
  public Optional<Stamp> find(Cause cause) {
    return cause.requestId().flatMap(request -> find(cause.actor(), request));
  }

  /** With the request behind a change that was made at that time. */
  public RecentRequests and(Cause cause, Instant at) {
    return cause.requestId().map(request -> and(new Stamp(cause.actor(), request, cause.fingerprint(), at))).orElse(this);
  }

  public RecentRequests and(Stamp stamp) {
    Instant oldest = stamp.at().minus(KEPT);
    List<Stamp> next = new ArrayList<>(latest.size() + 1);
    for (Stamp before : latest.subList(Math.max(0, latest.size() - MAX + 1), latest.size())) {
      if (before.at().isAfter(oldest)) {
        next.add(before);
      }
    }
    next.add(stamp);
    return new RecentRequests(List.copyOf(next));
  }
}
