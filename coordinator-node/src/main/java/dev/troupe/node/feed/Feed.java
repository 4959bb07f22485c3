package dev.troupe.node.feed;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import dev.troupe.node.journal.JournalDatabase;
import java.time.Duration;
import java.time.InstantSource;

/** Starts the feed on this node. */
public final class Feed {
  private Feed() {}

  /** To be called once on every node with the role coordinator, after the schema is there. Reads nothing before it is asked. */
  public static void start(ActorSystem<?> system) {
    FeedSettings settings = FeedSettings.of(system.settings().config());
    FeedReader reader = new FeedReader(JournalDatabase.get(system).dataSource(), settings);
    FeedJournal journal =
        new FeedJournal(reader, system.dispatchers().lookup(DispatcherSelector.fromConfig(FeedSettings.DISPATCHER)), settings.maxWaiting());
    SupervisorStrategy restart = SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
    system.systemActorOf(
        Behaviors.supervise(EventFeed.create(journal, settings, InstantSource.system())).onFailure(restart), "feed", Props.empty());
  }
}
