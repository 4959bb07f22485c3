package dev.troupe.gateway.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import dev.troupe.gateway.events.EventFilter;
import dev.troupe.gateway.events.Events;
import dev.troupe.gateway.events.Events.Opening;
import dev.troupe.protocol.Names;
import dev.troupe.protocol.WorkId;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/events}: every change as a server-sent event. The filters are lists with commas, of at most {@value EventFilter#MAX_VALUES} values
 * each. The header {@code Last-Event-ID} goes before the parameter, because a browser that comes back keeps the address.
 */
final class EventRoutes {
  private static final String LAST_EVENT_ID = "last_event_id";
  private static final Set<String> PARAMETERS = Set.of("team", "type", "work_id", "agent_id", "event", LAST_EVENT_ID);
  private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();

  private final Events events;

  EventRoutes(Events events) {
    this.events = events;
  }

  private record Wanted(Optional<String> lastEventId, EventFilter filter) {}

  void enter(Endpoints endpoints) {
    endpoints.on("GET /v1/events", request -> wanted(request).fold(this::open, Calls::refused));
  }

  private static Parsed<Wanted> wanted(HttpRequest request) {
    return Query.of(request, PARAMETERS)
        .flatMap(
            query -> {
              Fields fields = Fields.of(JsonReading.MAPPER.createObjectNode());
              EventFilter filter =
                  new EventFilter(
                      names(query, "team", fields),
                      names(query, "type", fields),
                      names(query, "work_id", fields),
                      names(query, "agent_id", fields),
                      names(query, "event", fields));
              Optional<String> header = request.getHeader("Last-Event-ID").map(given -> given.value().strip());
              Optional<String> lastEventId = header.or(() -> query.text(LAST_EVENT_ID)).filter(id -> !id.isEmpty());
              return fields.build(() -> new Wanted(lastEventId, filter));
            });
  }

  private static Set<String> names(Query query, String name, Fields fields) {
    Optional<String> list = query.text(name);
    return list.isEmpty()
        ? Set.of()
        : Optional.ofNullable(fields.fromPath(name, list.get(), text -> names(name, text))).orElse(Set.of());
  }

  private static Set<String> names(String name, String list) {
    Set<String> names = new TreeSet<>(Arrays.asList(list.split(",", EventFilter.MAX_VALUES + 1)));
    Names.requireCount(name + " values", names.size(), EventFilter.MAX_VALUES);
    names.forEach(each -> Names.requireName(name, each, WorkId.MAX_LENGTH));
    return Collections.unmodifiableSet(names);
  }

  private CompletionStage<HttpResponse> open(Wanted wanted) {
    return events.open(wanted.lastEventId(), wanted.filter()).thenApply(EventRoutes::answer);
  }

  private static HttpResponse answer(Opening opening) {
    if (opening instanceof Opening.Refused refused) {
      return Problems.of(refused.refusal());
    }
    return HttpResponse.create()
        .withEntity(HttpEntities.create(EVENT_STREAM, ((Opening.Opened) opening).text()))
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        // A proxy that gathered events would hold them back.
        .addHeader(RawHeader.create("X-Accel-Buffering", "no"));
  }
}
