package dev.troupe.gateway.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Asks many items through a clerk: one message there, one back. What is too large or too many for one message goes in several, one after the other.
 * An item the clerk has no answer of is asked by itself, with the same request, so it is answered as a single call would be.
 */
final class BatchAsk {
  private final ActorSystem<?> system;
  private final ActorRef<WorkBatch> clerk;
  private final Function<WorkBatch.Order, CompletionStage<WorkReply>> single;
  private final Fanout fanout;
  private final Duration patience;
  private final int most;

  /** @param single asks one item by itself, and never fails */
  BatchAsk(
      ActorSystem<?> system,
      ActorRef<WorkBatch> clerk,
      Function<WorkBatch.Order, CompletionStage<WorkReply>> single,
      Fanout fanout,
      CoordinatorSettings settings) {
    this.system = system;
    this.clerk = clerk;
    this.single = single;
    this.fanout = fanout;
    this.patience = settings.writeTimeout().dividedBy(2);
    this.most = settings.parallelism();
  }

  /**
   * The answers in the order of the orders; each is answered.
   *
   * @param deadline after it nothing more is begun
   */
  CompletionStage<List<WorkReply>> all(List<? extends WorkBatch.Order> orders, Deadline deadline) {
    return fanout
        .each(divided(orders), 1, part -> part(part, deadline))
        .thenApply(parts -> parts.stream().flatMap(List::stream).toList());
  }

  private List<List<WorkBatch.Order>> divided(List<? extends WorkBatch.Order> orders) {
    List<List<WorkBatch.Order>> parts = new ArrayList<>();
    long room = 0;
    for (WorkBatch.Order order : orders) {
      long bytes = order.bytes();
      if (parts.isEmpty() || bytes > room || parts.get(parts.size() - 1).size() >= most) {
        parts.add(new ArrayList<>());
        room = WorkBatch.MAX_BYTES;
      }
      room -= bytes;
      parts.get(parts.size() - 1).add(order);
    }
    return parts;
  }

  private CompletionStage<List<WorkReply>> part(List<WorkBatch.Order> part, Deadline deadline) {
    if (part.size() == 1 || deadline.hasPassed()) {
      return fanout.each(part, 1, order -> deadline.unlessPassed(() -> single.apply(order)));
    }
    Duration within = patience.multipliedBy(3).dividedBy(4);
    return AskPattern.<WorkBatch, WorkBatch.Answers>ask(
            clerk, replyTo -> new WorkBatch.AskAll(part, within, replyTo), patience, system.scheduler())
        .handleAsync((told, failure) -> failure == null ? told.answers() : List.<WorkBatch.Answer>of(), system.executionContext())
        .thenCompose(answers -> completed(part, answers));
  }

  private CompletionStage<List<WorkReply>> completed(List<WorkBatch.Order> part, List<WorkBatch.Answer> answers) {
    WorkReply[] replies = new WorkReply[part.size()];
    answers.forEach(answer -> replies[answer.index()] = answer.reply());
    List<Integer> missing = IntStream.range(0, replies.length).filter(i -> replies[i] == null).boxed().toList();
    if (missing.isEmpty()) {
      return CompletableFuture.completedFuture(List.of(replies));
    }
    return fanout
        .each(missing, most, i -> single.apply(part.get(i)))
        .thenApply(
            asked -> {
              IntStream.range(0, missing.size()).forEach(i -> replies[missing.get(i)] = asked.get(i));
              return List.of(replies);
            });
  }
}
