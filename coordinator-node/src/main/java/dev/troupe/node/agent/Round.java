package dev.troupe.node.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks many once, and tells what was answered in time: all of it, or less when the time is over. */
final class Round {
  private Round() {}

  private record TimeOver() {}

  /**
   * @param replyType what is answered
   * @param expected how many answers there can be
   * @param ask tells the questions; its argument is where the answers go
   * @param done is told the answers, in this actor's thread, once
   */
  static <R> Behavior<Object> create(
      Class<R> replyType, int expected, Duration within, Consumer<ActorRef<R>> ask, Consumer<List<R>> done) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(new TimeOver(), within);
                  List<R> answers = new ArrayList<>(expected);
                  ask.accept(context.getSelf().narrow());
                  return Behaviors.receive(Object.class)
                      .onMessage(
                          replyType,
                          answer -> {
                            answers.add(answer);
                            return answers.size() < expected ? Behaviors.same() : finished(answers, done);
                          })
                      .onMessage(TimeOver.class, over -> finished(answers, done))
                      .build();
                }));
  }

  private static <R> Behavior<Object> finished(List<R> answers, Consumer<List<R>> done) {
    done.accept(List.copyOf(answers));
    return Behaviors.stopped();
  }
}
