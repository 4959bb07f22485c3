package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Heard;
import dev.troupe.load.chaos.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a run left behind, arranged for the checks. Nothing in here changes. */
public final class Evidence {

  /**
   * An item as a list told it after the run.
   *
   * @param source which list
   */
  public record Listed(String source, String workId, String status, String claimedBy, long version) {
  }

  private final List<Operation> operations;
  private final List<JournalEvent> journal;
  private final List<Listed> readSide;
  private final Map<Integer, List<Heard>> streams;
  private final Map<String, Integer> capacities;
  private final Limits limits;
  private final Map<String, List<Operation>> operationsOf = new TreeMap<>();
  private final Map<String, List<JournalEvent>> eventsOf = new TreeMap<>();
  private final Map<String, List<JournalEvent>> eventsByRequest = new HashMap<>();
  private final Map<String, List<Operation>> operationsByRequest = new HashMap<>();

  /**
   * @param journal of this run's items and agents, in any order
   * @param streams by reader, in the order of arrival
   * @param capacities by agent
   */
  public Evidence(List<Operation> operations, List<JournalEvent> journal, List<Listed> readSide, Map<Integer, List<Heard>> streams,
    Map<String, Integer> capacities, Limits limits) {
    this.operations = operations.stream().sorted(Comparator.comparingLong(Operation::startNanos)).toList();
    this.journal = journal.stream().sorted(Comparator.comparingLong(JournalEvent::order)).toList();
    this.readSide = List.copyOf(readSide);
    this.streams = Map.copyOf(streams);
    this.capacities = Map.copyOf(capacities);
    this.limits = limits;
    this.operations.forEach(this::arrange);
    this.journal.forEach(this::arrange);
    eventsOf.values().forEach(events -> events.sort(Comparator.comparingLong(JournalEvent::sequence)));
  }

  private void arrange(Operation operation) {
    if (operation.workId() != null) {
      operationsOf.computeIfAbsent(operation.workId(), id -> new ArrayList<>()).add(operation);
    }
    operation.leases().stream().map(Operation.Told::workId).distinct().filter(id -> !id.equals(operation.workId()))
      .forEach(id -> operationsOf.computeIfAbsent(id, one -> new ArrayList<>()).add(operation));
    if (operation.requestId() != null) {
      operationsByRequest.computeIfAbsent(operation.requestId(), id -> new ArrayList<>()).add(operation);
    }
  }

  private void arrange(JournalEvent event) {
    if (event.isWork()) {
      eventsOf.computeIfAbsent(event.entityId(), id -> new ArrayList<>()).add(event);
    }
    String request = event.claimRequest() != null ? event.claimRequest() : event.requestId();
    if (request != null) {
      eventsByRequest.computeIfAbsent(request, id -> new ArrayList<>()).add(event);
    }
  }

  /** By start. */
  List<Operation> operations() {
    return operations;
  }

  /** In the order in which readers follow the journal. */
  List<JournalEvent> journal() {
    return journal;
  }

  List<Listed> readSide() {
    return readSide;
  }

  Map<Integer, List<Heard>> streams() {
    return streams;
  }

  Map<String, Integer> capacities() {
    return capacities;
  }

  Limits limits() {
    return limits;
  }

  /** Every call that names the item or was told of a lease of it, by start. */
  Map<String, List<Operation>> operationsByItem() {
    return operationsOf;
  }

  List<Operation> operationsOf(String workId) {
    return operationsOf.getOrDefault(workId, List.of());
  }

  /** Every item's events in its own order. */
  Map<String, List<JournalEvent>> eventsByItem() {
    return eventsOf;
  }

  List<JournalEvent> eventsOf(String workId) {
    return eventsOf.getOrDefault(workId, List.of());
  }

  List<JournalEvent> eventsOfRequest(String requestId) {
    return requestId == null ? List.of() : eventsByRequest.getOrDefault(requestId, List.of());
  }

  Map<String, List<Operation>> operationsByRequest() {
    return operationsByRequest;
  }

  /** Whether Troupe took the lease back because nobody waited for it any more, and no client was ever told of it: then it was no effect of its request. */
  boolean wasGivenBackUntold(JournalEvent claim) {
    boolean givenBack = eventsOf(claim.entityId()).stream()
      .anyMatch(event -> event.is("work.released") && event.isOwn() && event.tokenOrZero() == claim.tokenOrZero());
    return givenBack && operationsOf(claim.entityId()).stream().noneMatch(operation -> operation.isOk() && operation.action().isClaim()
      && operation.leases().stream().anyMatch(lease -> lease.workId().equals(claim.entityId()) && lease.token() == claim.tokenOrZero()));
  }

  List<Operation> operationsOfRequest(String requestId) {
    return requestId == null ? List.of() : operationsByRequest.getOrDefault(requestId, List.of());
  }
}
