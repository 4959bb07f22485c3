package dev.troupe.node.census;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds the history of one item against the promises, by what stands in the journal alone: a second opinion, written without the rules that made
 * the events.
 */
final class Promises {
  /** What must never be seen. */
  enum Promise {
    /** An item was claimed while a lease of it had not ended. */
    TWO_LIVE_LEASES,
    /** A lease token was not larger than the one before. */
    TOKEN_NOT_LARGER,
    /** Something was reported or ended under a token that was not the live lease's. */
    REPORT_WITHOUT_LEASE,
    COMPLETED_TWICE,
    /** An event's number does not follow on the one before. */
    GAP_IN_HISTORY;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** @param token 0 when the event is about no lease */
  record Entry(long number, String action, long token) {}

  /** @param number of the event that broke it */
  record Breach(Promise promise, String item, long number, String detail) {}

  private final String item;
  private final List<Breach> breaches = new ArrayList<>();
  private long lastNumber;
  private long lastToken;
  private long liveToken;
  private boolean completed;

  private Promises(String item) {
    this.item = item;
  }

  /** @param history from the first event on, in their order */
  static List<Breach> breaches(String item, List<Entry> history) {
    Promises promises = new Promises(item);
    history.forEach(promises::next);
    return promises.breaches;
  }

  private void next(Entry entry) {
    if (entry.number() != lastNumber + 1) {
      breach(Promise.GAP_IN_HISTORY, entry, "event " + entry.number() + " follows " + lastNumber);
    }
    lastNumber = entry.number();
    switch (entry.action()) {
      case "work.claimed" -> claimed(entry);
      case "work.progressed" -> byLease(entry);
      case "work.completed" -> {
        completed(entry);
        end(entry);
      }
      case "work.submitted", "work.attempt_failed", "work.failed", "work.lease_expired", "work.released" -> end(entry);
      case "work.cancelled" -> liveToken = 0;
      case "work.review_approved" -> completed(entry);
      default -> {
        // About no lease.
      }
    }
  }

  private void claimed(Entry entry) {
    if (liveToken != 0) {
      breach(Promise.TWO_LIVE_LEASES, entry, "token " + entry.token() + " was given out while " + liveToken + " held");
    }
    if (entry.token() <= lastToken) {
      breach(Promise.TOKEN_NOT_LARGER, entry, "token " + entry.token() + " came after " + lastToken);
    }
    lastToken = Math.max(lastToken, entry.token());
    liveToken = entry.token();
  }

  private void byLease(Entry entry) {
    if (entry.token() != liveToken) {
      breach(Promise.REPORT_WITHOUT_LEASE, entry, entry.action() + " under token " + entry.token() + " while " + liveToken + " held");
    }
  }

  private void end(Entry entry) {
    byLease(entry);
    liveToken = 0;
  }

  private void completed(Entry entry) {
    if (completed) {
      breach(Promise.COMPLETED_TWICE, entry, "it had been completed before");
    }
    completed = true;
  }

  private void breach(Promise promise, Entry entry, String detail) {
    breaches.add(new Breach(promise, item, entry.number(), item + " #" + entry.number() + ": " + detail + "."));
  }
}
