package dev.troupe.node.board;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.BoardQuery.BoardReply.Summary;
import dev.troupe.protocol.BoardQuery.Read;
import dev.troupe.protocol.BoardQuery.Summarize;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Answers the gateways. One summary is made at a time, whoever asks meanwhile waits for it, and it is given out again for a while: the database
 * sees at most one per {@code summary-cache} and node. Everything else is read for whoever asks, and answered by the thread that read it.
 */
final class BoardService extends AbstractBehavior<BoardService.Message> {

  sealed interface Message {}

  private record Asked(BoardQuery query) implements Message {}

  private record Summarized(BoardReply reply) implements Message {}

  private record Outdated(BoardReply reply) implements Message {}

  private final Supplier<CompletionStage<Summary>> summaries;
  private final Function<Read, CompletionStage<BoardReply>> reads;
  private final BoardSettings settings;
  private final List<ActorRef<BoardReply>> waiting = new ArrayList<>();
  private BoardReply cached;

  private BoardService(
      ActorContext<Message> context,
      Supplier<CompletionStage<Summary>> summaries,
      Function<Read, CompletionStage<BoardReply>> reads,
      BoardSettings settings) {
    super(context);
    this.summaries = summaries;
    this.reads = reads;
    this.settings = settings;
  }

  /** Can be found by every node under {@link BoardQuery#SERVICE_KEY}. */
  static Behavior<Message> create(
      Supplier<CompletionStage<Summary>> summaries, Function<Read, CompletionStage<BoardReply>> reads, BoardSettings settings) {
    return Behaviors.setup(
        context -> {
          ActorRef<BoardQuery> queries = context.messageAdapter(BoardQuery.class, Asked::new);
          context.getSystem().receptionist().tell(Receptionist.register(BoardQuery.SERVICE_KEY, queries));
          return new BoardService(context, summaries, reads, settings);
        });
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Asked.class, asked -> asked(asked.query()))
        .onMessage(Summarized.class, this::summarized)
        .onMessage(Outdated.class, this::outdated)
        .build();
  }

  private Behavior<Message> asked(BoardQuery query) {
    if (query instanceof Summarize summarize) {
      summarize(summarize.replyTo());
    } else if (query instanceof Read read) {
      Logger log = getContext().getLog();
      reads.apply(read).whenComplete((reply, failure) -> read.replyTo().tell(failure == null ? reply : failed(failure, log)));
    }
    return this;
  }

  private void summarize(ActorRef<BoardReply> replyTo) {
    if (cached != null) {
      replyTo.tell(cached);
    } else if (waiting.size() >= settings.maxWaiting()) {
      replyTo.tell(refused(Code.OVERLOADED, "Expected room for a question, but too many wait for the board. Ask again a little later."));
    } else {
      waiting.add(replyTo);
      if (waiting.size() == 1) {
        getContext().pipeToSelf(summaries.get(), (summary, failure) -> new Summarized(failure == null ? summary : failed(failure, getContext().getLog())));
      }
    }
  }

  private Behavior<Message> summarized(Summarized summarized) {
    waiting.forEach(asker -> asker.tell(summarized.reply()));
    waiting.clear();
    if (summarized.reply() instanceof Summary && !settings.summaryCache().isZero()) {
      cached = summarized.reply();
      getContext().scheduleOnce(settings.summaryCache(), getContext().getSelf(), new Outdated(cached));
    }
    return this;
  }

  private Behavior<Message> outdated(Outdated outdated) {
    if (cached == outdated.reply()) {
      cached = null;
    }
    return this;
  }

  private static BoardReply failed(Throwable failure, Logger log) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    if (cause instanceof CursorRefused) {
      return new BoardReply.Refused(Refusal.invalid("cursor", cause.getMessage()));
    }
    if (cause instanceof PageRoom.TooLarge large) {
      return new BoardReply.Refused(large.refusal());
    }
    if (cause instanceof BoardOverloaded) {
      return refused(Code.OVERLOADED, cause.getMessage());
    }
    log.warn("The board could not be asked: {}", cause.toString());
    return refused(Code.UNAVAILABLE, "Expected an answer from the board, but its database does not answer. Nothing was done; ask again.");
  }

  private static BoardReply refused(Code code, String detail) {
    return new BoardReply.Refused(Refusal.of(code, detail));
  }
}
