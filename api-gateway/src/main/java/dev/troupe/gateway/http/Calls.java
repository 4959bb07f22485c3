package dev.troupe.gateway.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.util.ByteString;
import dev.troupe.gateway.http.Endpoints.Action;
import dev.troupe.protocol.Refusal;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every call has in common: its body is held to its bound and read, its key and its query are checked, and what is wrong with them is
 * answered before the call itself is looked at.
 */
final class Calls {
  private static final Set<String> NO_PARAMETERS = Set.of();

  private final BodyLimits limits;

  Calls(BodyLimits limits) {
    this.limits = limits;
  }

  /** A read: no query, and a body means nothing. */
  Action read(Supplier<CompletionStage<HttpResponse>> action) {
    return request -> Query.of(request, NO_PARAMETERS).fold(query -> action.get(), Calls::refused);
  }

  /** A read that takes query parameters. */
  Action read(Set<String> parameters, Function<Query, CompletionStage<HttpResponse>> action) {
    return request -> Query.of(request, parameters).fold(action, Calls::refused);
  }

  /** A change with a JSON body of the size of one thing. */
  Action change(Function<Call, CompletionStage<HttpResponse>> action) {
    return request -> withoutQuery(request, limits.single(), false, action);
  }

  /** A change that may come without a body. */
  Action bareChange(Function<Call, CompletionStage<HttpResponse>> action) {
    return request -> withoutQuery(request, limits.single(), true, action);
  }

  /** A change of many things. */
  Action batch(Function<Call, CompletionStage<HttpResponse>> action) {
    return request -> withoutQuery(request, limits.batch(), false, action);
  }

  /** A change that may come without a body and takes query parameters. */
  Action queried(Set<String> parameters, Function<Query, Function<Call, CompletionStage<HttpResponse>>> action) {
    return request ->
        Query.of(request, parameters).fold(query -> withBody(request, limits.single(), true, action.apply(query)), Calls::refused);
  }

  static CompletionStage<HttpResponse> refused(Refusal refusal) {
    return answered(Problems.of(refusal));
  }

  /** An answer that needs nobody to be asked. */
  static CompletionStage<HttpResponse> answered(HttpResponse answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private CompletionStage<HttpResponse> withoutQuery(
      HttpRequest request, long maxBytes, boolean mayBeEmpty, Function<Call, CompletionStage<HttpResponse>> action) {
    return Query.of(request, NO_PARAMETERS).fold(query -> withBody(request, maxBytes, mayBeEmpty, action), Calls::refused);
  }

  private CompletionStage<HttpResponse> withBody(
      HttpRequest request, long maxBytes, boolean mayBeEmpty, Function<Call, CompletionStage<HttpResponse>> action) {
    HttpEntity.Strict body = (HttpEntity.Strict) request.entity();
    ByteString bytes = body.getData();
    if (bytes.length() > maxBytes) {
      return refused(Bodies.tooLarge(maxBytes));
    }
    if (bytes.nonEmpty() && !isJson(body.getContentType())) {
      return CompletableFuture.completedFuture(Problems.unsupportedMediaType(body.getContentType().toString()));
    }
    return JsonReading.object(bytes.toArrayUnsafe(), mayBeEmpty)
        .flatMap(object -> Call.of(request, object, Caller.of(request)))
        .fold(action, Calls::refused);
  }

  private static boolean isJson(ContentType type) {
    return type.mediaType().equals(MediaTypes.APPLICATION_JSON);
  }
}
