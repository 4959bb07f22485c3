package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Heard;
import dev.troupe.load.chaos.history.Operation;
import dev.troupe.load.chaos.history.Operation.Outcome;
import dev.troupe.load.chaos.history.Operation.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A made-up run of a few calls: each takes the millisecond after the one before, and what is not planted agrees with everything else. */
final class Plot {

  static final Instant BEGAN = Instant.parse("2026-11-21T12:00:00Z");
  static final int LEASE_SECONDS = 5;

  final List<Operation> operations = new ArrayList<>();
  final List<JournalEvent> journal = new ArrayList<>();
  final List<Evidence.Listed> readSide = new ArrayList<>();
  final Map<Integer, List<Heard>> streams = new HashMap<>();
  final Map<String, Integer> capacities = new HashMap<>(Map.of("ada", 1, "bob", 1));
  long healedMillis;
  int leastCompleted;
  private long millis = 10;
  private final Map<String, Long> versions = new HashMap<>();

  /** What was not planted is as the journal has it. */
  Evidence evidence() {
    Map<Integer, List<Heard>> told = streams.isEmpty() ? Map.of(1, journal.stream().map(event -> heard(1, event)).toList()) : streams;
    Limits limits = new Limits(BEGAN, healedMillis * 1_000_000, millis * 1_000_000, Duration.ofSeconds(10), Duration.ofMillis(100), leastCompleted, false);
    return new Evidence(operations, journal, readSide.isEmpty() ? asStored() : readSide, told, capacities, limits);
  }

  private List<Evidence.Listed> asStored() {
    Map<String, List<JournalEvent>> byItem = new HashMap<>();
    journal.forEach(event -> byItem.computeIfAbsent(event.entityId(), id -> new ArrayList<>()).add(event));
    List<Evidence.Listed> rows = new ArrayList<>();
    byItem.forEach((id, events) -> {
      ItemModel.State state = ItemModel.folded(events);
      rows.add(new Evidence.Listed("list", id, state.status().name().toLowerCase(), state.holder(), events.size()));
    });
    return rows;
  }

  static Heard heard(int reader, JournalEvent event) {
    return new Heard(reader, "1-" + event.order(), event.entityId(), event.sequence(), event.action(), 0);
  }

  Plot later(long some) {
    millis += some;
    return this;
  }

  long now() {
    return millis;
  }

  Plot added(String work) {
    return event("work.added", work, null, 0, "add-" + work, null).call(Action.ADD, "adder", null, work, 0, "add-" + work, Outcome.OK, "ready", List.of());
  }

  Plot claimed(String work, String agent, long token, String request) {
    return claimStored(work, agent, token, request).claimTold(work, agent, token, request);
  }

  Plot claimStored(String work, String agent, long token, String request) {
    return event("work.claimed", work, agent, token, request, request);
  }

  Plot claimTold(String work, String agent, long token, String request) {
    return call(Action.CLAIM_NEXT, agent, agent, null, 0, request, Outcome.OK, null, List.of(new Told(work, token, LEASE_SECONDS, true)));
  }

  Plot progressed(String work, String agent, long token, String request) {
    return event("work.progressed", work, agent, token, request, null)
      .call(Action.PROGRESS, agent, agent, work, token, request, Outcome.OK, "claimed", List.of());
  }

  Plot completed(String work, String agent, long token, String request) {
    return event("work.completed", work, agent, token, request, null).completeTold(work, agent, token, request);
  }

  Plot completeTold(String work, String agent, long token, String request) {
    return call(Action.COMPLETE, agent, agent, work, token, request, Outcome.OK, "completed", List.of());
  }

  Plot released(String work, String agent, long token, String request) {
    return event("work.released", work, agent, token, request, null)
      .releaseTold(work, agent, token, request, "ready");
  }

  Plot releaseTold(String work, String agent, long token, String request, String status) {
    return call(Action.RELEASE, agent, agent, work, token, request, Outcome.OK, status, List.of());
  }

  Plot expired(String work, String agent, long token) {
    return event("work.lease_expired", work, agent, token, null, null);
  }

  Plot refused(Action action, String agent, String work, long token, String request, String code) {
    return operation(action, agent, agent, work, token, request, Outcome.REFUSED, 409, code, null, 0, List.of());
  }

  Plot unknown(Action action, String agent, String work, long token, String request) {
    return operation(action, agent, agent, work, token, request, Outcome.UNKNOWN, 0, "no_answer", null, 0, List.of());
  }

  Plot read(String work, String status, long version) {
    return operation(Action.GET, "reader", null, work, 0, null, Outcome.OK, 200, null, status, version, List.of());
  }

  /** Begins and ends as the one before. */
  Plot overlapping(Action action, String agent, String work, long token, String request, String status, long version) {
    operation(action, agent, agent, work, token, request, Outcome.OK, 200, null, status, version, List.of());
    millis--;
    return this;
  }

  Plot heartbeat(String agent, String work, long token, boolean valid) {
    return call(Action.HEARTBEAT, agent, agent, null, 0, null, Outcome.OK, null, List.of(new Told(work, token, 0, valid)));
  }

  private Plot call(Action action, String client, String agent, String work, long token, String request, Outcome outcome, String status, List<Told> leases) {
    return operation(action, client, agent, work, token, request, outcome, 200, null, status, status == null ? 0 : versions.get(work), leases);
  }

  private Plot operation(Action action, String client, String agent, String work, long token, String request, Outcome outcome, int http, String code,
    String status, long version, List<Told> leases) {
    long start = millis * 1_000_000;
    operations.add(new Operation(operations.size() + 1, client, 1, action, request, work, agent, token, action.isClaim() ? 1 : 0, start, start + 900_000,
      outcome, http, code, leases, status, version));
    millis++;
    return this;
  }

  Plot event(String action, String work, String agent, long token, String request, String claimRequest) {
    long version = versions.merge(work, 1L, Long::sum);
    String actor = request == null ? "troupe:lease" : "agent:" + agent;
    journal.add(new JournalEvent("work", work, journal.size() + 1, version, action, agent, token == 0 ? null : token, actor, request, claimRequest,
      BEGAN.plusMillis(millis), action.equals("work.claimed") ? LEASE_SECONDS : 0, false));
    return this;
  }
}
