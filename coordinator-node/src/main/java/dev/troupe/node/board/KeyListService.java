package dev.troupe.node.board;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery;
import dev.troupe.protocol.KeyQuery.KeyListReply;
import dev.troupe.protocol.KeyQuery.ListKeys;
import dev.troupe.protocol.KeyView;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Answers the gateways that list keys; holds nothing, and what may be in progress at once is bounded by {@link BoardDatabase}. */
final class KeyListService {
  /** Keys by id: at most so many after this one. */
  interface Keys {
    CompletionStage<List<KeyView>> page(Optional<KeyId> after, int limit);
  }

  private KeyListService() {}

  /** Can be found by every node under {@link KeyQuery#SERVICE_KEY}. */
  static Behavior<KeyQuery> create(Keys keys, InstantSource clock) {
    return Behaviors.setup(
        context -> {
          context.getSystem().receptionist().tell(Receptionist.register(KeyQuery.SERVICE_KEY, context.getSelf()));
          return Behaviors.receive(KeyQuery.class).onMessage(ListKeys.class, query -> list(context, keys, clock, query)).build();
        });
  }

  private static Behavior<KeyQuery> list(ActorContext<KeyQuery> context, Keys keys, InstantSource clock, ListKeys query) {
    ActorRef<KeyListReply> replyTo = query.replyTo();
    var log = context.getLog();
    // One more than asked for tells whether there is a next page.
    keys.page(query.after(), query.limit() + 1)
        .whenComplete(
            (found, failure) -> {
              if (failure == null) {
                replyTo.tell(page(found, query.limit(), clock));
              } else {
                log.warn("The keys could not be listed: {}", failure.toString());
                replyTo.tell(new KeyListReply.Refused(refusal(failure)));
              }
            });
    return Behaviors.same();
  }

  private static KeyListReply.Page page(List<KeyView> found, int limit, InstantSource clock) {
    boolean more = found.size() > limit;
    List<KeyView> page = more ? List.copyOf(found.subList(0, limit)) : found;
    return new KeyListReply.Page(page, more ? Optional.of(page.get(limit - 1).id()) : Optional.empty(), clock.instant());
  }

  private static Refusal refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    return cause instanceof BoardOverloaded
        ? Refusal.of(Code.OVERLOADED, cause.getMessage())
        : Refusal.of(Code.UNAVAILABLE, "Expected the read side to list keys, but its database does not answer. Ask again.");
  }
}
