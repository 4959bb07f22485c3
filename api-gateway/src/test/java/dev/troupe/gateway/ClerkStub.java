package dev.troupe.gateway;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkBatch.Answer;
import dev.troupe.protocol.WorkBatch.Answers;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Answers in the place of a clerk. A batch in which an item is named {@code lose-…} it forgets; of an item named {@code mute-…} it has no answer. */
final class ClerkStub {
  private ClerkStub() {}

  static Behavior<WorkBatch> create(ClusterSharding sharding) {
    return Behaviors.receiveMessage(
        message -> {
          if (message instanceof WorkBatch.AskAll batch && batch.orders().stream().noneMatch(order -> isNamed(order, "lose-"))) {
            answer(sharding, batch);
          }
          return Behaviors.same();
        });
  }

  private static void answer(ClusterSharding sharding, WorkBatch.AskAll batch) {
    List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<?>> asks = new ArrayList<>();
    for (int i = 0; i < batch.orders().size(); i++) {
      int index = i;
      WorkBatch.Order order = batch.orders().get(i);
      if (!isNamed(order, "mute-")) {
        asks.add(
            sharding
                .entityRefFor(WorkCommand.TYPE_KEY, order.work().value())
                .<WorkReply>ask(order::command, batch.within())
                .thenAccept(reply -> answers.add(new Answer(index, reply)))
                .toCompletableFuture());
      }
    }
    CompletableFuture.allOf(asks.toArray(CompletableFuture[]::new))
        .whenComplete((done, late) -> batch.replyTo().tell(new Answers(List.copyOf(answers))));
  }

  private static boolean isNamed(WorkBatch.Order order, String beginning) {
    return order.work().value().startsWith(beginning);
  }
}
