package dev.troupe.load.check;

import dev.troupe.load.check.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Follows one item through its events and names what an event breaks. */
final class ItemHistory {

  private static final Set<String> ENDS_A_LEASE = Set.of("work.completed", "work.submitted", "work.attempt_failed", "work.failed",
    "work.lease_expired", "work.released", "work.cancelled");

  private boolean added;
  private JournalRow openLease;
  private long lastToken;
  private int completions;

  List<Kind> apply(JournalRow row) {
    List<Kind> breaches = new ArrayList<>();
    switch (row.action()) {
      case "work.added" -> {
        if (added) {
          breaches.add(Kind.ADDED_TWICE);
        }
        added = true;
      }
      case "work.claimed" -> claimed(row, breaches);
      case "work.progressed" -> byTheHolder(row, breaches);
      case "work.review_approved" -> completed(breaches);
      default -> {
        if (ENDS_A_LEASE.contains(row.action())) {
          ended(row, breaches);
        }
      }
    }
    return breaches;
  }

  int completions() {
    return completions;
  }

  String described() {
    return openLease == null ? "last token " + lastToken + ", no open lease"
      : "open lease " + openLease.leaseToken() + " of " + openLease.agentId();
  }

  private void claimed(JournalRow row, List<Kind> breaches) {
    if (openLease != null) {
      breaches.add(Kind.LEASES_OVERLAP);
    }
    if (completions > 0) {
      breaches.add(Kind.CLAIMED_AFTER_COMPLETION);
    }
    if (row.leaseToken() == null || row.leaseToken() <= lastToken) {
      breaches.add(Kind.TOKEN_NOT_GROWING);
    } else {
      lastToken = row.leaseToken();
    }
    openLease = row;
  }

  private void ended(JournalRow row, List<Kind> breaches) {
    boolean finishes = row.action().equals("work.completed");
    // An item is cancelled, or found failed, without a lease too; then the event names no token.
    if (row.leaseToken() != null || finishes) {
      byTheHolder(row, breaches);
    }
    openLease = null;
    if (finishes) {
      completed(breaches);
    }
  }

  private void completed(List<Kind> breaches) {
    completions++;
    if (completions > 1) {
      breaches.add(Kind.COMPLETED_TWICE);
    }
  }

  private void byTheHolder(JournalRow row, List<Kind> breaches) {
    boolean holds = openLease != null && Objects.equals(openLease.leaseToken(), row.leaseToken())
      && Objects.equals(openLease.agentId(), row.agentId());
    if (!holds) {
      breaches.add(Kind.NOT_THE_HOLDER);
    }
  }
}
