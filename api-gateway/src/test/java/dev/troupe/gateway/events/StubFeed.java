package dev.troupe.gateway.events;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery;
import dev.troupe.protocol.FeedQuery.Begin;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import dev.troupe.protocol.FeedQuery.FeedReply;
import dev.troupe.protocol.FeedQuery.Read;
import dev.troupe.protocol.FeedQuery.Reset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A journal in memory, and feeds that give its events; each can be made silent. */
public final class StubFeed {
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456Z");

  private final List<FeedEvent> journal = new ArrayList<>();
  private final Set<ActorRef<FeedQuery>> silent = ConcurrentHashMap.newKeySet();

  public ActorRef<FeedQuery> start(ActorTestKit kit) {
    ActorRef<FeedQuery> feed = kit.spawn(Behaviors.<FeedQuery>setup(context -> answering(context.getSelf())));
    kit.system().receptionist().tell(Receptionist.register(FeedQuery.SERVICE_KEY, feed));
    return feed;
  }

  public void silence(ActorRef<FeedQuery> feed) {
    silent.add(feed);
  }

  public void speakAgain() {
    silent.clear();
  }

  /** An event with the number of events before it as its position and version. */
  public synchronized EventPosition publish(String work, String action, String team, String data) {
    EventPosition position = new EventPosition(10 + journal.size() / 3, journal.size() + 1);
    journal.add(
        new FeedEvent(
            position, "work", work, journal.size() + 1, action, NOON, Optional.of(team), Optional.of("code"), Optional.of("ada"),
            Optional.of("agent:ada"), Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"), data.getBytes(StandardCharsets.UTF_8)));
    return position;
  }

  public EventPosition publish(String work) {
    return publish(work, "work.claimed", "blue", "{\"n\":1.50}");
  }

  private Behavior<FeedQuery> answering(ActorRef<FeedQuery> self) {
    return Behaviors.receive(
        (context, query) -> {
          if (silent.contains(self)) {
            return Behaviors.same();
          }
          if (query instanceof Begin begin) {
            begin.replyTo().tell(begun(begin.after()));
          } else if (query instanceof Read read) {
            FeedReply.Page page = after(read);
            if (page.events().isEmpty() && !read.maxWait().isZero()) {
              context.scheduleOnce(Duration.ofMillis(10), self, read);
            } else {
              read.replyTo().tell(page);
            }
          }
          return Behaviors.same();
        });
  }

  private synchronized FeedReply begun(Optional<EventPosition> after) {
    EventPosition end = journal.isEmpty() ? EventPosition.START : journal.get(journal.size() - 1).position();
    boolean known = after.isEmpty() || after.get().equals(EventPosition.START) || journal.stream().anyMatch(each -> each.position().equals(after.get()));
    return known ? new FeedReply.Begun(after.orElse(end), Optional.empty()) : new FeedReply.Begun(end, Optional.of(Reset.UNKNOWN));
  }

  private synchronized FeedReply.Page after(Read read) {
    int from = (int) read.after().ordering();
    List<FeedEvent> events = List.copyOf(journal.subList(from, Math.min(journal.size(), from + Math.min(40, read.limit()))));
    return new FeedReply.Page(events, events.isEmpty() ? read.after() : events.get(events.size() - 1).position());
  }
}
