package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the read side can be asked about keys. Its answers are as old as its lag. */
public sealed interface KeyQuery {
  ServiceKey<KeyQuery> SERVICE_KEY = ServiceKey.create(KeyQuery.class, "key-list");
  int MAX_PAGE = 500;

  /**
   * Asks for keys by id.
   *
   * @param after the last id of the page before
   * @param limit 1 to {@value KeyQuery#MAX_PAGE}
   */
  record ListKeys(Optional<KeyId> after, int limit, ActorRef<KeyListReply> replyTo) implements KeyQuery {
    public ListKeys {
      Names.requireRange("limit", limit, 1, MAX_PAGE);
    }
  }

  /** What the read side answers. */
  sealed interface KeyListReply {

    /** @param next where the next page begins, when there is one */
    record Page(List<KeyView> keys, Optional<KeyId> next, Instant asOf) implements KeyListReply {}

    record Refused(Refusal refusal) implements KeyListReply {}
  }
}
