package dev.troupe.gateway.events;

import akka.actor.typed.ActorRef;
import dev.troupe.protocol.FeedQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Which feed to ask: the own node's, else any, and the same one as long as it does well. */
final class FeedChoice {
  private List<ActorRef<FeedQuery>> known = List.of();
  private Optional<ActorRef<FeedQuery>> current = Optional.empty();

  /** @param feeds all that can be found now */
  void update(Set<ActorRef<FeedQuery>> feeds) {
    known = List.copyOf(feeds);
    if (current.isEmpty() || !known.contains(current.get())) {
      current = known.stream().filter(FeedChoice::isOwn).findAny().or(() -> any(known));
    }
  }

  Optional<ActorRef<FeedQuery>> current() {
    return current;
  }

  /** One that is not the current one; the current one when there is no other. */
  Optional<ActorRef<FeedQuery>> other() {
    return any(known.stream().filter(feed -> !Optional.of(feed).equals(current)).toList()).or(() -> current);
  }

  /** Turns away from a feed that did not do well, if there is another. */
  void avoid(ActorRef<FeedQuery> feed) {
    if (current.filter(feed::equals).isPresent()) {
      current = other();
    }
  }

  private static boolean isOwn(ActorRef<FeedQuery> feed) {
    return feed.path().address().hasLocalScope();
  }

  private static Optional<ActorRef<FeedQuery>> any(List<ActorRef<FeedQuery>> from) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.get(ThreadLocalRandom.current().nextInt(from.size())));
  }
}
