package dev.troupe.gateway.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.javadsl.Sink;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Reads the whole body of every request before any route looks at it, up to the size of a batch. A refusal that came earlier would cut
 * off a client in the middle of sending, which then sees a broken connection instead of the refusal.
 */
final class Bodies {
  private final ActorSystem<?> system;
  private final BodyLimits limits;

  Bodies(ActorSystem<?> system, BodyLimits limits) {
    this.system = system;
    this.limits = limits;
  }

  /** @param next sees strict entities alone */
  CompletionStage<HttpResponse> readFirst(HttpRequest request, Function<HttpRequest, CompletionStage<HttpResponse>> next) {
    if (request.entity() instanceof HttpEntity.Strict) {
      return next.apply(request);
    }
    if (request.entity().getContentLengthOption().orElse(0) > limits.batch()) {
      return discarded(request).thenApply(done -> Problems.of(tooLarge(limits.batch())));
    }
    return read(request).thenCompose(parsed -> parsed.fold(body -> next.apply(request.withEntity(body)), Calls::refused));
  }

  private CompletionStage<Parsed<HttpEntity.Strict>> read(HttpRequest request) {
    return request
        .entity()
        .withSizeLimit(limits.batch())
        .toStrict(limits.timeout().toMillis(), limits.batch() + 1, system)
        .handleAsync(
            (body, failure) -> failure == null ? new Parsed.Valid<>(body) : new Parsed.Invalid<>(unreadable(failure)),
            system.executionContext());
  }

  /** Lets the client finish, keeping nothing of it, for as long as any body may take. */
  private CompletionStage<Done> discarded(HttpRequest request) {
    return request
        .entity()
        .withoutSizeLimit()
        .getDataBytes()
        .completionTimeout(limits.timeout())
        .runWith(Sink.ignore(), system)
        .handleAsync((done, failure) -> Done.getInstance(), system.executionContext());
  }

  static Refusal tooLarge(long limit) {
    return Refusal.limited(Code.TOO_LARGE, "Expected a body of at most " + limit + " bytes, but it is larger.", limit);
  }

  private static Refusal unreadable(Throwable thrown) {
    Throwable failure = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    if (failure instanceof EntityStreamSizeException larger) {
      return tooLarge(larger.limit());
    }
    String reason = failure instanceof TimeoutException ? "it took too long to arrive" : "it broke off";
    return Refusal.of(Code.MALFORMED, "Expected the whole body, but " + reason + ".");
  }
}
