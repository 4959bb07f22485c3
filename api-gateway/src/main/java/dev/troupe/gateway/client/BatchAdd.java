package dev.troupe.gateway.client;

import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.Refusal.Violation;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds items that may depend on one another: what others wait for first, the rest side by side. One that is refused does not hold up
 * the others. Safe to repeat as a whole, because each add is.
 */
final class BatchAdd {
  /** How many items outside the batch its items may depend on together: each must be looked up. */
  static final int MAX_OUTSIDE = 10_000;

  private final Function<NewWork, CompletionStage<WorkReply>> add;
  private final Function<WorkId, CompletionStage<WorkReply>> get;
  private final Fanout fanout;
  private final int parallelism;
  private final Deadline deadline;
  private final Map<WorkId, NewWork> items = new LinkedHashMap<>();
  private final Map<WorkId, WorkReply> replies = new ConcurrentHashMap<>();
  private final Map<WorkId, CompletionStage<WorkReply>> lookups = new ConcurrentHashMap<>();

  /** @param items no two of the same id */
  BatchAdd(
      List<NewWork> items,
      Function<NewWork, CompletionStage<WorkReply>> add,
      Function<WorkId, CompletionStage<WorkReply>> get,
      Fanout fanout,
      CoordinatorSettings settings) {
    items.forEach(item -> this.items.put(item.id(), item));
    this.add = add;
    this.get = get;
    this.fanout = fanout;
    this.parallelism = settings.parallelism();
    this.deadline = Deadline.in(settings.batchTimeout());
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
    return fanout
        .each(outside, parallelism, this::lookup)
        .thenCompose(found -> fanout.each(order.waves(), 1, wave -> fanout.each(wave, parallelism, this::addOne)))
        .thenApply(done -> replies);
  }

  private List<WorkId> outside() {
    return items.values().stream()
        .flatMap(item -> item.spec().dependsOn().stream())
        .filter(dependency -> !items.containsKey(dependency))
        .distinct()
        .limit(MAX_OUTSIDE + 1L)
        .toList();
  }

  private CompletionStage<WorkReply> addOne(WorkId id) {
    NewWork item = items.get(id);
    List<WorkId> unsure = item.spec().dependsOn().stream().filter(dependency -> !addedHere(dependency)).toList();
    CompletionStage<WorkReply> reply =
        unsure.isEmpty()
            ? deadline.unlessPassed(() -> add.apply(item))
            : fanout.each(unsure, parallelism, this::lookup).thenCompose(found -> addUnlessMissing(item, unsure, found));
    return reply.thenApply(
        done -> {
          replies.put(id, done);
          return done;
        });
  }

  private CompletionStage<WorkReply> addUnlessMissing(NewWork item, List<WorkId> unsure, List<WorkReply> found) {
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < unsure.size(); i++) {
      if (found.get(i) instanceof WorkReply.Refused refused) {
        if (refused.refusal().code() != Code.NOT_FOUND) {
          return CompletableFuture.completedFuture(refused);
        }
        int position = item.spec().dependsOn().indexOf(unsure.get(i));
        violations.add(
            new Violation("depends_on[" + position + "]", "Expected an item that exists, but there is no " + unsure.get(i) + "."));
      }
    }
    return violations.isEmpty()
        ? deadline.unlessPassed(() -> add.apply(item))
        : CompletableFuture.completedFuture(new WorkReply.Refused(Refusal.invalid(violations)));
  }

  private boolean addedHere(WorkId dependency) {
    return replies.get(dependency) instanceof WorkReply.Accepted;
  }

  private CompletionStage<WorkReply> lookup(WorkId id) {
    return lookups.computeIfAbsent(id, key -> deadline.unlessPassed(() -> get.apply(key)));
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
