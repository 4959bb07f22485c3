package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.troupe.gateway.auth.KeyText;
import dev.troupe.gateway.client.KeyRing;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery.KeyListReply;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.KeyView;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /v1/keys}: make, list, look, revoke. The secret is made here and leaves in one answer; the entity gets its hash. */
final class KeyRoutes {
  private final KeyRing keys;
  private final Calls calls;
  private final Clock clock;

  KeyRoutes(KeyRing keys, Calls calls, Clock clock) {
    this.keys = keys;
    this.calls = calls;
    this.clock = clock;
  }

  void enter(Endpoints endpoints) {
    endpoints
        .on("GET /v1/keys", request -> list(Query.of(request, Set.of("limit", "cursor"))))
        .on("POST /v1/keys", calls.change(this::create))
        .onId("GET /v1/keys/{key_id}", id -> calls.read(() -> look(id)))
        .onId("DELETE /v1/keys/{key_id}", id -> calls.bareChange(call -> revoke(id, call)));
  }

  private CompletionStage<HttpResponse> create(Call call) {
    return KeyBodies.spec(call.fields()).fold(spec -> create(spec, call), Calls::refused);
  }

  /** A repeat reaches the same key, but its secret cannot be told again: 200 without it. */
  private CompletionStage<HttpResponse> create(KeySpec spec, Call call) {
    Cause cause = call.cause();
    KeyId id = call.requestId().map(request -> new KeyId(Digests.of(cause.actor(), request.value()))).orElseGet(KeyText::newId);
    KeyText text = KeyText.make(id);
    return keys.create(id, spec, text.hash(), cause)
        .thenApply(
            reply ->
                answer(
                    reply,
                    accepted ->
                        accepted.repeated()
                            ? one(accepted.key())
                            : JsonWriting.response(201, to -> KeyViews.created(to, accepted.key(), text.text(), clock.instant()))
                                .addHeader(Location.create("/v1/keys/" + id))));
  }

  private CompletionStage<HttpResponse> look(String id) {
    return KeyBodies.id(Fields.of(JsonNodeFactory.instance.objectNode()), id)
        .fold(key -> keys.key(key).thenApply(reply -> answer(reply, accepted -> one(accepted.key()))), Calls::refused);
  }

  private CompletionStage<HttpResponse> revoke(String id, Call call) {
    return KeyBodies.id(call.fields(), id)
        .fold(
            key -> keys.revoke(key, call.cause()).thenApply(reply -> answer(reply, accepted -> HttpResponse.create().withStatus(204))),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> list(Parsed<Query> query) {
    return query
        .flatMap(KeyBodies::page)
        .fold(page -> keys.list(page.after(), page.limit()).thenApply(this::page), Calls::refused);
  }

  private HttpResponse page(KeyListReply reply) {
    return reply instanceof KeyListReply.Page page
        ? JsonWriting.ok(to -> KeyViews.page(to, page, clock.instant()))
        : Problems.of(((KeyListReply.Refused) reply).refusal());
  }

  private HttpResponse one(KeyView key) {
    return JsonWriting.ok(to -> KeyViews.key(to, key, clock.instant()));
  }

  private static HttpResponse answer(KeyReply reply, Function<KeyReply.Accepted, HttpResponse> whenAccepted) {
    return reply instanceof KeyReply.Accepted accepted
        ? whenAccepted.apply(accepted)
        : Problems.of(((KeyReply.Refused) reply).refusal());
  }
}
