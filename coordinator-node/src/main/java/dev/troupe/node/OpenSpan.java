package dev.troupe.node;

import akka.persistence.typed.PersistenceId;
import dev.troupe.protocol.Cause;
import dev.troupe.telemetry.Tracer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A span that has begun, below the one that asked. Nothing is made, and no clock is read, of what is not sampled. */
public record OpenSpan(String name, String traceId, String spanId, String parentId, Instant start) {

  /** Empty when the cause's trace is not sampled. */
  public static Optional<OpenSpan> below(Cause cause, String name) {
    return cause.span().isEmpty() || cause.traceId().isEmpty()
        ? Optional.empty()
        : Optional.of(new OpenSpan(name, cause.traceId().get(), Tracer.newId(), cause.span().get(), Instant.now()));
  }

  /** What is asked on while a span is open: below it. */
  public static Cause under(Cause cause, Optional<OpenSpan> span) {
    return span.isEmpty() ? cause : cause.under(span.get().spanId());
  }

  public void end(boolean failed, Map<String, String> attributes) {
    Tracer.take(traceId, spanId, parentId, name, start, failed, attributes);
  }

  /**
   * The storing of an event is over: the span which the journal's and the read side's are below, on whichever node.
   *
   * @param sequenceNumber of the event
   */
  public void stored(PersistenceId entity, long sequenceNumber, String action) {
    String own = Tracer.eventId(parentId, entity.id(), sequenceNumber);
    Tracer.take(traceId, own, parentId, name, start, false, Map.of("troupe.entity", entity.id(), "troupe.event", action));
  }
}
