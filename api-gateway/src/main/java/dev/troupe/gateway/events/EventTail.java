package dev.troupe.gateway.events;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.util.ByteString;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery;
import dev.troupe.protocol.FeedQuery.Begin;
import dev.troupe.protocol.FeedQuery.FeedReply;
import dev.troupe.protocol.FeedQuery.Read;
import dev.troupe.protocol.RecentEvents;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Follows the events for all readers of this node, one question at a time, and gives each page to those that have joined. It asks the feed of
 * its own node when there is one. When a feed is lost, late or refuses, it asks another one for what follows the same position, so nothing is
 * missed and nothing comes twice. Without readers for {@code linger} it forgets all and asks no more.
 */
final class EventTail extends AbstractBehavior<EventTail.Message> {
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_FAILURES = Duration.ofMillis(300);

  sealed interface Message {}

  /** A reader wants to begin. */
  record Open(Optional<String> lastEventId, ActorRef<Start> replyTo) implements Message {}

  /** A reader has everything up to here, and wants what follows by itself. */
  record Join(akka.actor.ActorRef reader, EventFilter filter, EventPosition position) implements Message {}

  /** A reader that is behind wants the next page. */
  record Fetch(akka.actor.ActorRef reader, EventFilter filter, EventPosition position) implements Message {}

  record Leave(akka.actor.ActorRef reader) implements Message {}

  /** Ends every stream, and lets none begin. */
  record FinishAll(ActorRef<Done> replyTo) implements Message {}

  /** Where a reader begins. */
  sealed interface Start {
    /** @param reset why not where it asked for, as it is told */
    record At(EventPosition from, Optional<String> reset) implements Start {}

    record Refused(Refusal refusal) implements Start {}
  }

  private record Found(Receptionist.Listing listing) implements Message {}

  private record Warmed(FeedReply reply, Throwable failure) implements Message {}

  private record Followed(ActorRef<FeedQuery> feed, long question, FeedReply reply, Throwable failure) implements Message {}

  private record Fetched(Fetch fetch, Optional<ToReader> page) implements Message {}

  /** @param after what it has already, which may be ahead of this node when it comes from another one */
  private record Joined(EventFilter filter, EventPosition after) {}

  private enum Tick implements Message {
    ASK,
    COOL
  }

  private final ActorSystem<Void> system;
  private final EventSettings settings;
  private final Encoding encoding;
  private final TimerScheduler<Message> timers;
  private final FeedChoice feeds = new FeedChoice();
  private final Map<akka.actor.ActorRef, Optional<Joined>> readers = new HashMap<>();
  private final List<Open> untilWarm = new ArrayList<>();
  private final ArrayDeque<Fetch> fetches = new ArrayDeque<>();
  private int fetching;
  private long question;
  private boolean finished;

  /** Null while cold. */
  private RecentEvents<Frame> recent;

  private EventTail(ActorContext<Message> context, TimerScheduler<Message> timers, EventSettings settings, Encoding encoding) {
    super(context);
    this.system = context.getSystem();
    this.timers = timers;
    this.settings = settings;
    this.encoding = encoding;
    Metrics.set(Metric.EVENT_READERS, 0);
  }

  static Behavior<Message> create(EventSettings settings, Encoding encoding) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<Receptionist.Listing> found = context.messageAdapter(Receptionist.Listing.class, Found::new);
                  context.getSystem().receptionist().tell(Receptionist.subscribe(FeedQuery.SERVICE_KEY, found));
                  return new EventTail(context, timers, settings, encoding);
                }));
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Open.class, this::open)
        .onMessage(Join.class, this::join)
        .onMessage(Fetch.class, this::fetch)
        .onMessage(Leave.class, this::leave)
        .onMessage(Found.class, this::found)
        .onMessage(Warmed.class, this::warmed)
        .onMessage(Followed.class, this::followed)
        .onMessage(Fetched.class, this::fetched)
        .onMessage(FinishAll.class, this::finishAll)
        .onMessageEquals(Tick.ASK, this::ask)
        .onMessageEquals(Tick.COOL, this::cool)
        .onSignal(PreRestart.class, signal -> finishReaders())
        .onSignal(PostStop.class, signal -> finishReaders())
        .build();
  }

  private Behavior<Message> open(Open open) {
    if (finished) {
      open.replyTo().tell(refused(Code.UNAVAILABLE, "Expected a node that stays, but it shuts down. Come to another."));
    } else if (readers.size() + untilWarm.size() >= settings.maxReaders()) {
      open.replyTo().tell(refused(Code.OVERLOADED, "Expected room for a reader, but this node has as many as it takes. Come to another."));
    } else if (recent != null) {
      start(open);
    } else {
      untilWarm.add(open);
      if (untilWarm.size() == 1) {
        getContext().pipeToSelf(begin(Optional.empty()), Warmed::new);
      }
    }
    return this;
  }

  private Behavior<Message> warmed(Warmed warmed) {
    List<Open> opens = List.copyOf(untilWarm);
    untilWarm.clear();
    if (warmed.reply() instanceof FeedReply.Begun begun) {
      recent = new RecentEvents<>(begun.from(), Frame::size, settings.recentEvents(), settings.recentBytes());
      opens.forEach(this::start);
      timers.startSingleTimer(Tick.COOL, settings.linger().plus(MAX_WAIT));
      ask();
    } else {
      opens.forEach(open -> open.replyTo().tell(unavailable()));
    }
    return this;
  }

  private void start(Open open) {
    Optional<EventPosition> after = open.lastEventId().flatMap(EventPosition::parse);
    if (after.isEmpty()) {
      open.replyTo().tell(new Start.At(recent.end(), open.lastEventId().map(malformed -> resetReason(FeedQuery.Reset.UNKNOWN))));
    } else if (recent.knows(after.get())) {
      open.replyTo().tell(new Start.At(after.get(), Optional.empty()));
    } else {
      begin(after)
          .whenComplete(
              (reply, failure) ->
                  open.replyTo()
                      .tell(
                          reply instanceof FeedReply.Begun begun
                              ? new Start.At(begun.from(), begun.reset().map(EventTail::resetReason))
                              : unavailable()));
    }
  }

  /** Asks one feed, and another one when that one does not answer. */
  private CompletionStage<FeedReply> begin(Optional<EventPosition> after) {
    Optional<ActorRef<FeedQuery>> first = feeds.current();
    Optional<ActorRef<FeedQuery>> second = feeds.other();
    return beginAt(first, after)
        .handle(
            (reply, failure) ->
                reply instanceof FeedReply.Begun ? CompletableFuture.completedFuture(reply) : beginAt(second, after))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<FeedReply> beginAt(Optional<ActorRef<FeedQuery>> feed, Optional<EventPosition> after) {
    return feed.isEmpty()
        ? CompletableFuture.failedFuture(new IllegalStateException("Expected a feed, but none is known."))
        : AskPattern.ask(feed.get(), replyTo -> new Begin(after, replyTo), settings.feedTimeout(), system.scheduler());
  }

  private Behavior<Message> join(Join join) {
    if (finished || recent == null) {
      join.reader().tell(new ToReader.Finish(), akka.actor.ActorRef.noSender());
      return this;
    }
    boolean joins = recent.reaches(join.position());
    EventPosition upTo = later(recent.end(), join.position());
    readers.put(join.reader(), joins ? Optional.of(new Joined(join.filter(), upTo)) : Optional.empty());
    Metrics.set(Metric.EVENT_READERS, readers.size());
    if (joins) {
      ByteString missed = Frame.join(recent.after(join.position()), join.filter());
      join.reader().tell(new ToReader.Next(missed, upTo, true), akka.actor.ActorRef.noSender());
    } else {
      join.reader().tell(new ToReader.Behind(), akka.actor.ActorRef.noSender());
    }
    return this;
  }

  private Behavior<Message> leave(Leave leave) {
    readers.remove(leave.reader());
    Metrics.set(Metric.EVENT_READERS, readers.size());
    return this;
  }

  private Behavior<Message> fetch(Fetch fetch) {
    fetches.add(fetch);
    fetchNext();
    return this;
  }

  private void fetchNext() {
    while (fetching < settings.maxCatchUps() && !fetches.isEmpty()) {
      Fetch fetch = fetches.remove();
      if (readers.containsKey(fetch.reader())) {
        fetching++;
        getContext().pipeToSelf(page(fetch), (page, failure) -> new Fetched(fetch, Optional.ofNullable(page)));
      }
    }
  }

  /** Encoded off this actor: only this reader needs it. */
  private CompletionStage<ToReader> page(Fetch fetch) {
    Optional<ActorRef<FeedQuery>> feed = feeds.current();
    if (feed.isEmpty()) {
      return CompletableFuture.completedFuture(new ToReader.Finish());
    }
    return AskPattern.<FeedQuery, FeedReply>ask(
            feed.get(),
            replyTo -> new Read(fetch.position(), Read.MAX_LIMIT, Duration.ZERO, replyTo),
            settings.feedTimeout(),
            system.scheduler())
        .thenApplyAsync(
            reply ->
                reply instanceof FeedReply.Page page
                    ? new ToReader.Next(Frame.join(encoding.frames(page.events()), fetch.filter()), page.upTo(), false)
                    : new ToReader.Finish(),
            system.executionContext());
  }

  private Behavior<Message> fetched(Fetched fetched) {
    fetching--;
    fetched.fetch().reader().tell(fetched.page().orElseGet(ToReader.Finish::new), akka.actor.ActorRef.noSender());
    fetchNext();
    return this;
  }

  private Behavior<Message> found(Found found) {
    Optional<ActorRef<FeedQuery>> before = feeds.current();
    feeds.update(found.listing().getServiceInstances(FeedQuery.SERVICE_KEY));
    if (recent != null && before.isPresent() && !before.equals(feeds.current())) {
      ask();
    }
    return this;
  }

  /** One question is of interest at a time: answers to earlier ones are ignored. */
  private Behavior<Message> ask() {
    if (recent == null || finished) {
      return this;
    }
    long number = ++question;
    if (feeds.current().isEmpty()) {
      timers.startSingleTimer(Tick.ASK, BETWEEN_FAILURES);
      return this;
    }
    ActorRef<FeedQuery> feed = feeds.current().get();
    EventPosition after = recent.end();
    getContext()
        .ask(
            FeedReply.class,
            feed,
            MAX_WAIT.plus(settings.feedTimeout()),
            replyTo -> new Read(after, Read.MAX_LIMIT, MAX_WAIT, replyTo),
            (reply, failure) -> new Followed(feed, number, reply, failure));
    return this;
  }

  private Behavior<Message> followed(Followed followed) {
    if (recent == null || followed.question() != question) {
      return this;
    }
    if (followed.reply() instanceof FeedReply.Page page) {
      give(page);
      timers.startSingleTimer(Tick.ASK, page.events().size() < Read.MAX_LIMIT ? settings.gather() : Duration.ofMillis(1));
    } else {
      getContext().getLog().warn("Expected events from {}, but it does not give them; asking another one if there is one.", followed.feed());
      feeds.avoid(followed.feed());
      timers.startSingleTimer(Tick.ASK, BETWEEN_FAILURES);
    }
    if (!readers.isEmpty()) {
      timers.startSingleTimer(Tick.COOL, settings.linger().plus(MAX_WAIT));
    }
    return this;
  }

  private void give(FeedReply.Page page) {
    EventPosition before = recent.end();
    List<Frame> frames = encoding.frames(page.events());
    recent.append(frames, page.upTo());
    Map<EventFilter, ToReader> byFilter = new HashMap<>();
    for (Map.Entry<akka.actor.ActorRef, Optional<Joined>> reader : readers.entrySet()) {
      if (reader.getValue().isPresent()) {
        Joined joined = reader.getValue().get();
        boolean ahead = joined.after().isAfter(before);
        ToReader next =
            ahead ? next(frames, joined, page.upTo()) : byFilter.computeIfAbsent(joined.filter(), filter -> next(frames, joined, page.upTo()));
        reader.getKey().tell(next, akka.actor.ActorRef.noSender());
      }
    }
  }

  private static ToReader next(List<Frame> frames, Joined joined, EventPosition upTo) {
    List<Frame> missed = frames.stream().filter(frame -> frame.position().isAfter(joined.after())).toList();
    return new ToReader.Next(Frame.join(missed, joined.filter()), later(upTo, joined.after()), true);
  }

  private static EventPosition later(EventPosition one, EventPosition other) {
    return one.isAfter(other) ? one : other;
  }

  private Behavior<Message> cool() {
    if (readers.isEmpty()) {
      timers.cancel(Tick.ASK);
      recent = null;
    } else {
      timers.startSingleTimer(Tick.COOL, settings.linger().plus(MAX_WAIT));
    }
    return this;
  }

  private Behavior<Message> finishAll(FinishAll finish) {
    finished = true;
    finishReaders();
    finish.replyTo().tell(Done.getInstance());
    return this;
  }

  private Behavior<Message> finishReaders() {
    readers.keySet().forEach(reader -> reader.tell(new ToReader.Finish(), akka.actor.ActorRef.noSender()));
    return this;
  }

  private static String resetReason(FeedQuery.Reset reset) {
    return reset.name().toLowerCase(Locale.ROOT);
  }

  private static Start unavailable() {
    return refused(Code.UNAVAILABLE, "Expected events, but no coordinator gives them now. Come back later.");
  }

  private static Start refused(Code code, String detail) {
    return new Start.Refused(Refusal.of(code, detail));
  }
}
