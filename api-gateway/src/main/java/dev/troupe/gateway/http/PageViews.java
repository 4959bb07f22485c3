package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.StoredEvent;
import java.io.IOException;
import java.time.Instant;

/** Pages as the contract writes them. */
final class PageViews {
  private PageViews() {}

  /** Writes one item of a page. */
  private interface Item<T> {
    void write(JsonGenerator to, T item) throws IOException;
  }

  static HttpResponse work(BoardReply reply) {
    return reply instanceof BoardReply.WorkPage list ? page(list.page(), list.asOf(), WorkViews::work) : refusedOrFault(reply);
  }

  static HttpResponse agents(BoardReply reply) {
    return reply instanceof BoardReply.AgentPage list ? page(list.page(), list.asOf(), AgentViews::agent) : refusedOrFault(reply);
  }

  static HttpResponse history(BoardReply reply) {
    return reply instanceof BoardReply.EventPage list ? page(list.page(), list.asOf(), PageViews::ofHistory) : refusedOrFault(reply);
  }

  static HttpResponse audit(BoardReply reply) {
    return reply instanceof BoardReply.EventPage list ? page(list.page(), list.asOf(), PageViews::ofAudit) : refusedOrFault(reply);
  }

  static HttpResponse past(BoardReply reply) {
    return reply instanceof BoardReply.PastWork past ? JsonWriting.ok(to -> WorkViews.work(to, past.work())) : refusedOrFault(reply);
  }

  private static <T> HttpResponse page(Page<T> page, Instant asOf, Item<T> item) {
    return JsonWriting.ok(
        to -> {
          to.writeStartObject();
          to.writeArrayFieldStart("items");
          for (T each : page.items()) {
            item.write(to, each);
          }
          to.writeEndArray();
          JsonWriting.text(to, "next_cursor", page.nextCursor());
          JsonWriting.instant(to, "as_of", asOf);
          to.writeEndObject();
        });
  }

  private static void ofHistory(JsonGenerator to, StoredEvent event) throws IOException {
    to.writeStartObject();
    to.writeNumberField("sequence", event.sequence());
    to.writeStringField("event", event.action());
    rest(to, event);
    to.writeEndObject();
  }

  private static void ofAudit(JsonGenerator to, StoredEvent event) throws IOException {
    to.writeStartObject();
    to.writeStringField("position", event.position());
    to.writeStringField("kind", event.kind());
    to.writeStringField("entity_id", event.entityId());
    if (event.kind().equals("work")) {
      to.writeStringField("work_id", event.entityId());
    } else {
      to.writeNullField("work_id");
    }
    JsonWriting.text(to, "agent_id", event.agentId());
    to.writeNumberField("sequence", event.sequence());
    to.writeStringField("event", event.action());
    to.writeStringField("action", event.action());
    rest(to, event);
    to.writeEndObject();
  }

  private static void rest(JsonGenerator to, StoredEvent event) throws IOException {
    JsonWriting.instant(to, "at", event.at());
    JsonWriting.text(to, "actor", event.actor());
    JsonWriting.text(to, "request_id", event.requestId());
    JsonWriting.text(to, "trace_id", event.traceId());
    JsonWriting.text(to, "reason", event.reason());
    to.writeFieldName("data");
    to.writeRawValue(event.data());
  }

  private static HttpResponse refusedOrFault(BoardReply reply) {
    if (reply instanceof BoardReply.Refused refused) {
      return Problems.of(refused.refusal());
    }
    throw new IllegalStateException("The read side replied with " + reply.getClass().getSimpleName() + ", which was not asked for.");
  }
}
