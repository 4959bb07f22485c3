package dev.troupe.gateway.events;

import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The stream of events on this node. */
public final class Events {
  private final ActorSystem<?> system;
  private final ActorRef<EventTail.Message> tail;
  private final EventSettings settings;
  private final Encoding encoding;

  private Events(ActorSystem<?> system, ActorRef<EventTail.Message> tail, EventSettings settings, Encoding encoding) {
    this.system = system;
    this.tail = tail;
    this.settings = settings;
    this.encoding = encoding;
  }

  /** Call it once per system. Nothing is read before somebody listens; when the node shuts down, every stream ends as it stops listening. */
  public static Events start(ActorSystem<?> system, EventSettings settings) {
    Encoding encoding = new Encoding(settings.source());
    SupervisorStrategy restart = SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
    ActorRef<EventTail.Message> tail =
        system.systemActorOf(
            Behaviors.supervise(EventTail.create(settings, encoding)).onFailure(restart), "troupe-gateway-events", Props.empty());
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "troupe-gateway-events-finish",
            () -> AskPattern.ask(tail, EventTail.FinishAll::new, Duration.ofSeconds(1), system.scheduler()));
    return new Events(system, tail, settings, encoding);
  }

  /** What came of opening a stream. */
  public sealed interface Opening {

    /** The text of the stream; run it once. It fails when its reader is too slow. */
    record Opened(Source<ByteString, NotUsed> text) implements Opening {}

    /** {@code OVERLOADED} or {@code UNAVAILABLE}; come back later. */
    record Refused(Refusal refusal) implements Opening {}
  }

  /**
   * Opens a stream.
   *
   * @param lastEventId the id of the last event the reader has, as it says; empty to begin with what happens from now on. One that cannot be gone on
   *     from begins with {@code event: reset}
   */
  public CompletionStage<Opening> open(Optional<String> lastEventId, EventFilter filter) {
    return AskPattern.<EventTail.Message, EventTail.Start>ask(
            tail, replyTo -> new EventTail.Open(lastEventId, replyTo), settings.feedTimeout().multipliedBy(3), system.scheduler())
        .handleAsync(
            (start, failure) ->
                failure == null
                    ? opening(start, filter)
                    : new Opening.Refused(Refusal.of(Code.UNAVAILABLE, "Expected events, but no coordinator gives them in time. Come back later.")),
            system.executionContext());
  }

  private Opening opening(EventTail.Start start, EventFilter filter) {
    if (start instanceof EventTail.Start.Refused refused) {
      return new Opening.Refused(refused.refusal());
    }
    EventTail.Start.At at = (EventTail.Start.At) start;
    ByteString greeting = Encoding.greeting(at.from(), settings.retry().toMillis());
    ByteString first =
        at.reset().map(reason -> greeting.concat(encoding.reset(at.from(), reason, InstantSource.system().instant()))).orElse(greeting);
    return new Opening.Opened(Source.fromGraph(new EventReader(tail, filter, at.from(), first, settings)));
  }
}
