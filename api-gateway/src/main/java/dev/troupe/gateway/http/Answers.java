package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkView;
import java.io.IOException;

/** Turns what the entities reply into responses. An entity that replies with what was not asked for is a fault, not a refusal. */
final class Answers {
  private Answers() {}

  static HttpResponse work(WorkReply reply) {
    return reply instanceof WorkReply.Accepted accepted
        ? JsonWriting.ok(to -> WorkViews.work(to, accepted.work()))
        : Problems.of(((WorkReply.Refused) reply).refusal());
  }

  static HttpResponse added(WorkReply reply) {
    if (reply instanceof WorkReply.Accepted accepted) {
      WorkView work = accepted.work();
      return JsonWriting.response(statusOf(accepted), to -> WorkViews.work(to, work))
          .addHeader(Location.create("/v1/work/" + work.id()));
    }
    return work(reply);
  }

  /** @param added whether the item is new when it was not there before */
  static void batched(JsonGenerator to, int index, WorkReply reply, boolean added) throws IOException {
    to.writeStartObject();
    to.writeNumberField("index", index);
    if (reply instanceof WorkReply.Accepted accepted) {
      to.writeNumberField("status", added ? statusOf(accepted) : 200);
      to.writeFieldName("work");
      WorkViews.work(to, accepted.work());
    } else {
      Refusal refusal = ((WorkReply.Refused) reply).refusal();
      to.writeNumberField("status", Problems.statusOf(refusal.code()));
      to.writeFieldName("problem");
      Problems.write(to, refusal);
    }
    to.writeEndObject();
  }

  static HttpResponse agent(AgentReply reply) {
    return reply instanceof AgentReply.Accepted accepted
        ? JsonWriting.ok(to -> AgentViews.agent(to, accepted.agent()))
        : refusedOrFault(reply);
  }

  static HttpResponse registered(AgentReply reply) {
    return reply instanceof AgentReply.Accepted accepted
        ? JsonWriting.response(accepted.created() ? 201 : 200, to -> AgentViews.agent(to, accepted.agent()))
        : refusedOrFault(reply);
  }

  static HttpResponse retired(AgentReply reply) {
    return reply instanceof AgentReply.Accepted ? HttpResponse.create().withStatus(204) : refusedOrFault(reply);
  }

  static HttpResponse beat(AgentReply reply) {
    return reply instanceof AgentReply.Beat beat ? JsonWriting.ok(to -> AgentViews.beat(to, beat)) : refusedOrFault(reply);
  }

  static HttpResponse claims(AgentReply reply) {
    return reply instanceof AgentReply.Claims claims
        ? JsonWriting.ok(to -> WorkViews.claims(to, claims.claims()))
        : refusedOrFault(reply);
  }

  static HttpResponse claim(AgentReply reply) {
    if (reply instanceof AgentReply.Claims claims) {
      return claims.claims().isEmpty()
          ? Problems.of(Refusal.of(Code.OUTCOME_UNKNOWN, "Expected one claim, but the item has not said. Repeat it with the same key."))
          : JsonWriting.ok(to -> WorkViews.claim(to, claims.claims().get(0)));
    }
    return refusedOrFault(reply);
  }

  private static int statusOf(WorkReply.Accepted accepted) {
    return accepted.repeated() ? 200 : 201;
  }

  private static HttpResponse refusedOrFault(AgentReply reply) {
    if (reply instanceof AgentReply.Refused refused) {
      return Problems.of(refused.refusal());
    }
    throw new IllegalStateException("An agent's entity replied with " + reply.getClass().getSimpleName() + ", which was not asked for.");
  }
}
