package dev.troupe.node.agent;

import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.LeaseRef;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent holds and what its latest claim requests got, as far as its entity knows. Soft: rebuilt from the journal, mended by
 * heartbeats. Bounded by the agent's capacity and by the number of requests remembered; it knows when it may have forgotten one, and the journal
 * knows them all.
 */
final class ClaimLedger {
  private final int rememberedRequests;
  private final Map<WorkId, Held> held = new LinkedHashMap<>();
  private final Map<RequestId, Remembered> remembered = new LinkedHashMap<>();
  private final Set<RequestId> toldNothing = new LinkedHashSet<>();
  private boolean forgetful;

  /** @param expiresAt when the lease ends, as far as known */
  record Held(LeaseToken token, Instant expiresAt) {}

  /**
   * A request that was answered, or whose outcome was called unknown.
   *
   * @param works what it got; may still grow while the outcome is unknown
   */
  record Remembered(String fingerprint, List<WorkId> works) {}

  ClaimLedger(int rememberedRequests) {
    this.rememberedRequests = rememberedRequests;
  }

  int size() {
    return held.size();
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  List<WorkId> works() {
    return List.copyOf(held.keySet());
  }

  Map<WorkId, Held> held() {
    return java.util.Collections.unmodifiableMap(held);
  }

  List<LeaseRef> leases() {
    return held.entrySet().stream().map(entry -> new LeaseRef(entry.getKey(), entry.getValue().token())).toList();
  }

  boolean holds(WorkId work, LeaseToken token) {
    Held known = held.get(work);
    return known != null && known.token().equals(token);
  }

  void hold(ClaimGrant grant) {
    hold(grant.work().id(), grant.token(), grant.leaseExpiresAt());
  }

  /** Takes note of a lease, unless a newer one of the same item is known. */
  void hold(WorkId work, LeaseToken token, Instant expiresAt) {
    Held known = held.get(work);
    if (known == null || known.token().compareTo(token) <= 0) {
      held.put(work, new Held(token, expiresAt));
    }
  }

  /** Forgets a lease, unless what is held is a newer one. */
  void end(WorkId work, LeaseToken token) {
    Held known = held.get(work);
    if (known != null && known.token().compareTo(token) <= 0) {
      held.remove(work);
    }
  }

  void drop(WorkId work) {
    held.remove(work);
  }

  /** What is not in here may have been granted before: there were more requests than are remembered, or an earlier life of the entity. */
  boolean isForgetful() {
    return forgetful;
  }

  /** There was an earlier life of the entity. */
  void recovered() {
    forgetful = true;
  }

  Optional<Remembered> find(RequestId request) {
    return Optional.ofNullable(remembered.get(request));
  }

  void remember(RequestId request, String fingerprint, List<WorkId> works) {
    remembered.remove(request);
    remembered.put(request, new Remembered(fingerprint, List.copyOf(works)));
    Iterator<RequestId> oldest = remembered.keySet().iterator();
    while (remembered.size() > rememberedRequests) {
      forgetful = true;
      oldest.next();
      oldest.remove();
    }
  }

  /**
   * This request was told that there is nothing for it, as far as was known: the word of a grant may have been lost with a dispatcher, and then the journal knows it. The newest of these
   * are kept, as many as requests are.
   */
  void toldNothing(RequestId request) {
    toldNothing.add(request);
    if (toldNothing.size() > rememberedRequests) {
      Iterator<RequestId> oldest = toldNothing.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Of a request that may have got something of which nobody was told. */
  boolean mayHoldUntold(RequestId request) {
    Remembered known = remembered.get(request);
    return known == null ? toldNothing.contains(request) : known.works().isEmpty();
  }

  void forget(RequestId request) {
    remembered.remove(request);
  }

  /**
   * Takes in what the journal tells; what was learnt since is newer and stays. A request that still holds something is remembered by that alone: what
   * else it got is over, or was given back because it came too late.
   */
  void recall(List<RecalledClaim> claims) {
    Map<RequestId, List<RecalledClaim>> byRequest = new LinkedHashMap<>();
    for (RecalledClaim claim : claims) {
      if (claim.open()) {
        hold(claim.work(), claim.token(), claim.leaseExpiresAt());
      }
      byRequest.computeIfAbsent(claim.requestId(), request -> new ArrayList<>()).add(claim);
    }
    byRequest.forEach(
        (request, got) -> {
          toldNothing.remove(request);
          Remembered known = remembered.get(request);
          if (known == null || known.works().isEmpty()) {
            List<WorkId> open = got.stream().filter(RecalledClaim::open).map(RecalledClaim::work).toList();
            List<WorkId> all = got.stream().map(RecalledClaim::work).toList();
            remember(request, got.get(0).fingerprint(), open.isEmpty() ? all : open);
          }
        });
  }
}
