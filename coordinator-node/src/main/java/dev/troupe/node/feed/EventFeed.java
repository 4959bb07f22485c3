package dev.troupe.node.feed;

import akka.actor.Cancellable;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery;
import dev.troupe.protocol.FeedQuery.Begin;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import dev.troupe.protocol.FeedQuery.FeedReply;
import dev.troupe.protocol.FeedQuery.FeedReply.Begun;
import dev.troupe.protocol.FeedQuery.FeedReply.Page;
import dev.troupe.protocol.FeedQuery.Read;
import dev.troupe.protocol.FeedQuery.Reset;
import dev.troupe.protocol.RecentEvents;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives the gateways the journal's events. One reading follows the end, as long as somebody asks, and keeps the newest events in memory, so that all who
 * follow cost the database one look per poll; who is further behind is answered from the journal, page by page.
 *
 * <p>It is cold (nothing known, nothing read) until it is asked, and again {@code idle-after} after it was last asked. When the journal cannot
 * be read it refuses at once whoever asks or waits, so that they can ask another node.
 */
final class EventFeed extends AbstractBehavior<EventFeed.Message> {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  sealed interface Message {}

  private record Asked(FeedQuery query) implements Message {}

  /** The end of the journal, to follow it from there; null when it could not be read. */
  private record EndRead(EventPosition end, Throwable failure) implements Message {}

  /** What followed the end of what was in memory then; null when it could not be read. */
  private record Followed(RecentEvents<FeedEvent> to, Page page, Throwable failure) implements Message {}

  private record Judged(Begin begin, Standing standing, Throwable failure) implements Message {}

  private record WaitOver(long number) implements Message {}

  private enum Tick implements Message {
    POLL,
    IDLE
  }

  private record Waiting(Read read, Cancellable timeout) {}

  private final FeedJournal journal;
  private final FeedSettings settings;
  private final InstantSource clock;
  private final TimerScheduler<Message> timers;
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
  private final List<FeedQuery> untilWarm = new ArrayList<>();
  private long numbers;
  private Duration pause;

  /** Null while cold. */
  private RecentEvents<FeedEvent> recent;

  private EventFeed(
      ActorContext<Message> context, TimerScheduler<Message> timers, FeedJournal journal, FeedSettings settings, InstantSource clock) {
    super(context);
    this.timers = timers;
    this.journal = journal;
    this.settings = settings;
    this.clock = clock;
    this.pause = settings.pollBusy();
  }

  /** Can be found by every node under {@link FeedQuery#SERVICE_KEY}. */
  static Behavior<Message> create(FeedJournal journal, FeedSettings settings, InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<FeedQuery> queries = context.messageAdapter(FeedQuery.class, Asked::new);
                  context.getSystem().receptionist().tell(Receptionist.register(FeedQuery.SERVICE_KEY, queries));
                  return new EventFeed(context, timers, journal, settings, clock);
                }));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Asked.class, asked -> asked(asked.query()))
        .onMessage(EndRead.class, this::endRead)
        .onMessage(Followed.class, this::followed)
        .onMessage(Judged.class, this::judged)
        .onMessage(WaitOver.class, over -> waitOver(over.number()))
        .onMessageEquals(Tick.POLL, this::poll)
        .onMessageEquals(Tick.IDLE, this::idle)
        .build();
  }

  private Behavior<Message> asked(FeedQuery query) {
    timers.startSingleTimer(Tick.IDLE, settings.idleAfter());
    if (recent != null) {
      answer(query);
    } else if (untilWarm.size() >= settings.maxWaiting()) {
      refuse(query, Code.OVERLOADED);
    } else {
      untilWarm.add(query);
      if (untilWarm.size() == 1) {
        getContext().pipeToSelf(journal.end(), EndRead::new);
      }
    }
    return this;
  }

  private Behavior<Message> endRead(EndRead read) {
    List<FeedQuery> asked = List.copyOf(untilWarm);
    untilWarm.clear();
    if (read.failure() != null) {
      unreadable(read.failure());
      asked.forEach(query -> refuse(query, Code.UNAVAILABLE));
    } else {
      recent = new RecentEvents<>(read.end(), FeedPages::sizeOf, settings.recentEvents(), settings.recentBytes());
      asked.forEach(this::answer);
      poll();
    }
    return this;
  }

  private void answer(FeedQuery query) {
    if (query instanceof Begin begin) {
      begin(begin);
    } else if (query instanceof Read read) {
      read(read);
    }
  }

  private void begin(Begin begin) {
    Optional<EventPosition> after = begin.after();
    if (after.isEmpty() || recent.knows(after.get())) {
      begin.replyTo().tell(new Begun(after.orElse(recent.end()), Optional.empty()));
    } else {
      getContext().pipeToSelf(journal.standing(after.get()), (standing, failure) -> new Judged(begin, standing, failure));
    }
  }

  private Behavior<Message> judged(Judged judged) {
    if (judged.failure() != null || recent == null) {
      refuse(judged.begin(), Code.UNAVAILABLE);
      return this;
    }
    Optional<Reset> reset = judged.standing().reset(settings, clock.instant());
    EventPosition from = reset.isPresent() ? recent.end() : judged.begin().after().orElseThrow();
    judged.begin().replyTo().tell(new Begun(from, reset));
    return this;
  }

  private void read(Read read) {
    if (!recent.reaches(read.after())) {
      readOld(read);
      return;
    }
    List<FeedEvent> events = recent.after(read.after());
    if (!events.isEmpty() || read.maxWait().isZero()) {
      give(read, events);
    } else if (waiting.size() >= settings.maxWaiting()) {
      refuse(read, Code.OVERLOADED);
    } else {
      long number = ++numbers;
      waiting.put(
          number, new Waiting(read, getContext().scheduleOnce(read.maxWait(), getContext().getSelf(), new WaitOver(number))));
    }
  }

  /** Past this actor: a page from the journal needs nothing of what is in memory. */
  private void readOld(Read read) {
    journal
        .after(read.after(), read.limit())
        .whenComplete((page, failure) -> read.replyTo().tell(failure == null ? page : refused(Code.UNAVAILABLE)));
  }

  /** Another node may have given events that were not read here yet: a reader's position never goes back. */
  private void give(Read read, List<FeedEvent> events) {
    EventPosition upTo = recent.end().isAfter(read.after()) ? recent.end() : read.after();
    read.replyTo().tell(FeedPages.first(events, upTo, read.limit(), settings.pageBytes()));
  }

  private Behavior<Message> waitOver(long number) {
    Waiting over = waiting.remove(number);
    if (over != null) {
      give(over.read(), List.of());
    }
    return this;
  }

  private Behavior<Message> poll() {
    RecentEvents<FeedEvent> to = recent;
    if (to != null) {
      getContext().pipeToSelf(journal.after(to.end(), Read.MAX_LIMIT), (page, failure) -> new Followed(to, page, failure));
    }
    return this;
  }

  private Behavior<Message> followed(Followed followed) {
    if (recent != followed.to()) {
      return this;
    }
    if (followed.failure() != null) {
      unreadable(followed.failure());
      drainWaiting().forEach(read -> refuse(read, Code.UNAVAILABLE));
      timers.startSingleTimer(Tick.POLL, AFTER_FAILURE);
      return this;
    }
    Page page = followed.page();
    boolean moved = page.upTo().isAfter(recent.end());
    recent.append(page.events(), page.upTo());
    if (!page.events().isEmpty()) {
      drainWaiting().forEach(this::read);
    }
    Duration doubled = pause.multipliedBy(2);
    pause = moved ? settings.pollBusy() : doubled.compareTo(settings.pollIdle()) < 0 ? doubled : settings.pollIdle();
    if (page.events().size() >= Read.MAX_LIMIT) {
      poll();
    } else {
      timers.startSingleTimer(Tick.POLL, pause);
    }
    return this;
  }

  private Collection<Read> drainWaiting() {
    List<Read> reads = waiting.values().stream().map(Waiting::read).toList();
    waiting.values().forEach(each -> each.timeout().cancel());
    waiting.clear();
    return reads;
  }

  /** Whoever waits has asked, so nobody waits now. A reading that is still under way belongs to what is forgotten here. */
  private Behavior<Message> idle() {
    timers.cancel(Tick.POLL);
    recent = null;
    return this;
  }

  private void unreadable(Throwable failure) {
    getContext().getLog().warn("The journal could not be read for the feed: {}", failure.toString());
  }

  private static void refuse(FeedQuery query, Code code) {
    query.replyTo().tell(refused(code));
  }

  private static FeedReply refused(Code code) {
    return new FeedReply.Refused(Refusal.of(code, "Expected events from this node's feed, but it cannot read now. Ask another, or again."));
  }
}
