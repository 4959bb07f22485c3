package dev.troupe.gateway.client;

import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.Refusal.Violation;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Adds items that may depend on one another: what others wait for first, the rest side by side. One that is refused does not hold up
 * the others. Safe to repeat as a whole, because each add is.
 */
final class BatchAdd {
  /** How many items outside the batch its items may depend on together: each must be looked up. */
  static final int MAX_OUTSIDE = 10_000;

  private final BatchAsk batches;
  private final Deadline deadline;
  private final Map<WorkId, NewWork> items = new LinkedHashMap<>();
  private final Map<WorkId, WorkReply> replies = new ConcurrentHashMap<>();
  private final Map<WorkId, WorkReply> found = new ConcurrentHashMap<>();

  /** @param items no two of the same id */
  BatchAdd(List<NewWork> items, BatchAsk batches, Deadline deadline) {
    items.forEach(item -> this.items.put(item.id(), item));
    this.batches = batches;
    this.deadline = deadline;
  }

  /** The answer to each item by its id; every item is answered. */
  CompletionStage<Map<WorkId, WorkReply>> run() {
    List<WorkId> outside = outside();
    if (outside.size() > MAX_OUTSIDE) {
      return CompletableFuture.completedFuture(refuseAll(outside.size()));
    }
    Map<WorkId, List<WorkId>> dependsOn = new LinkedHashMap<>();
    items.values().forEach(item -> dependsOn.put(item.id(), item.spec().dependsOn()));
    DependencyCycles.Order order = DependencyCycles.order(dependsOn);
    order.cycles().forEach((item, cycle) -> replies.put(item, new WorkReply.Refused(Refusal.cycle(cycle))));
    CompletionStage<?> done = look(outside);
    for (List<WorkId> wave : order.waves()) {
      done = done.thenCompose(before -> addWave(wave));
    }
    return done.thenApply(all -> replies);
  }

  private List<WorkId> outside() {
    return items.values().stream()
        .flatMap(item -> item.spec().dependsOn().stream())
        .filter(dependency -> !items.containsKey(dependency))
        .distinct()
        .limit(MAX_OUTSIDE + 1L)
        .toList();
  }

  private CompletionStage<?> addWave(List<WorkId> wave) {
    List<WorkId> unsure = wave.stream().flatMap(id -> unsure(items.get(id)).stream()).distinct().toList();
    return look(unsure).thenCompose(looked -> addSound(wave));
  }

  private CompletionStage<?> addSound(List<WorkId> wave) {
    List<NewWork> sound = new ArrayList<>();
    for (WorkId id : wave) {
      NewWork item = items.get(id);
      fault(item).ifPresentOrElse(refusal -> replies.put(id, new WorkReply.Refused(refusal)), () -> sound.add(item));
    }
    return ask(sound.stream().map(NewWork::order).toList(), replies);
  }

  /** Why an item cannot be added: what it waits for does not exist, or could not be looked up. */
  private Optional<Refusal> fault(NewWork item) {
    List<Violation> violations = new ArrayList<>();
    for (WorkId dependency : unsure(item)) {
      if (found.get(dependency) instanceof WorkReply.Refused refused) {
        if (refused.refusal().code() != Code.NOT_FOUND) {
          return Optional.of(refused.refusal());
        }
        int position = item.spec().dependsOn().indexOf(dependency);
        violations.add(
            new Violation("depends_on[" + position + "]", "Expected an item that exists, but there is no " + dependency + "."));
      }
    }
    return violations.isEmpty() ? Optional.empty() : Optional.of(Refusal.invalid(violations));
  }

  private List<WorkId> unsure(NewWork item) {
    return item.spec().dependsOn().stream().filter(dependency -> !(replies.get(dependency) instanceof WorkReply.Accepted)).toList();
  }

  private CompletionStage<?> look(List<WorkId> ids) {
    return ask(ids.stream().filter(id -> !found.containsKey(id)).map(WorkBatch.Look::new).toList(), found);
  }

  private CompletionStage<?> ask(List<? extends WorkBatch.Order> orders, Map<WorkId, WorkReply> answers) {
    return batches
        .all(orders, deadline)
        .thenAccept(told -> IntStream.range(0, told.size()).forEach(i -> answers.put(orders.get(i).work(), told.get(i))));
  }

  private Map<WorkId, WorkReply> refuseAll(int outside) {
    Refusal refusal =
        Refusal.limited(
            Code.INVALID,
            "Expected a batch to depend on at most " + MAX_OUTSIDE + " items outside of it, but it names " + outside + " or more.",
            MAX_OUTSIDE);
    return items.keySet().stream().collect(Collectors.toMap(Function.identity(), id -> new WorkReply.Refused(refusal)));
  }
}
