package dev.troupe.gateway;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery;
import dev.troupe.protocol.KeyQuery.KeyListReply;
import dev.troupe.protocol.KeyQuery.ListKeys;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.KeyView;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** Keys in memory, in the place of their entities and of the list of them. A key whose id is {@code silent} never answers. */
final class KeyStubs {
  private final Map<KeyId, KeyCommand.Create> made = new ConcurrentSkipListMap<>();
  private final Map<KeyId, Boolean> revoked = new ConcurrentSkipListMap<>();

  Behavior<KeyCommand> entity(KeyId id) {
    return Behaviors.receiveMessage(
        command -> {
          if (command instanceof KeyCommand.Asked asked && !id.value().equals("silent")) {
            asked.replyTo().tell(answer(id, asked));
          }
          return Behaviors.same();
        });
  }

  Behavior<KeyQuery> list() {
    return Behaviors.receiveMessage(
        query -> {
          if (query instanceof ListKeys list) {
            List<KeyView> rest =
                made.keySet().stream().filter(id -> list.after().isEmpty() || id.compareTo(list.after().get()) > 0).map(this::view).toList();
            boolean more = rest.size() > list.limit();
            List<KeyView> page = more ? rest.subList(0, list.limit()) : rest;
            Optional<KeyId> next = more ? Optional.of(page.get(page.size() - 1).id()) : Optional.empty();
            list.replyTo().tell(new KeyListReply.Page(List.copyOf(page), next, Samples.NOW));
          }
          return Behaviors.same();
        });
  }

  /** Each key, and whether it has been revoked. */
  Set<String> all() {
    return made.keySet().stream().map(id -> id + (revoked.containsKey(id) ? " revoked" : "")).collect(Collectors.toSet());
  }

  private KeyReply answer(KeyId id, KeyCommand.Asked asked) {
    if (asked instanceof KeyCommand.Create create) {
      return create(id, create);
    }
    if (asked instanceof KeyCommand.Verify verify) {
      boolean good = made.containsKey(id) && !revoked.containsKey(id) && made.get(id).secretHash().matches(verify.presented());
      return good ? new KeyReply.Accepted(view(id), false) : refused(Code.UNAUTHENTICATED);
    }
    if (!made.containsKey(id)) {
      return refused(Code.NOT_FOUND);
    }
    if (asked instanceof KeyCommand.Revoke) {
      revoked.put(id, true);
    }
    return new KeyReply.Accepted(view(id), false);
  }

  /** As the rules of keys say: an answer that was lost can be asked for again with the same secret. */
  private KeyReply create(KeyId id, KeyCommand.Create create) {
    KeyCommand.Create before = made.putIfAbsent(id, create);
    if (before == null || before.spec().equals(create.spec()) && before.secretHash().matches(create.secretHash())) {
      return new KeyReply.Accepted(view(id), false);
    }
    boolean sameRequest =
        before.cause().requestId().isPresent()
            && before.cause().requestId().equals(create.cause().requestId())
            && before.cause().fingerprint().equals(create.cause().fingerprint());
    return sameRequest ? new KeyReply.Accepted(view(id), true) : refused(Code.IDEMPOTENCY_KEY_REUSED);
  }

  private KeyView view(KeyId id) {
    KeyCommand.Create create = made.get(id);
    Optional<java.time.Instant> revokedAt = revoked.containsKey(id) ? Optional.of(Samples.NOW) : Optional.empty();
    return new KeyView(id, create.spec(), Samples.NOW, create.cause().actor(), revokedAt, Optional.empty());
  }

  private static KeyReply refused(Code code) {
    return new KeyReply.Refused(Refusal.of(code, "Expected otherwise."));
  }
}
