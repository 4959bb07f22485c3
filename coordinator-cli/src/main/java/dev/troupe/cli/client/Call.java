package dev.troupe.cli.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One call until it has an answer: moves on to the next node when this one cannot be reached or says 503, and repeats under the same
 * request id, so that an attempt whose answer was lost is not done twice.
 */
final class Call {

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 500;

  private final NodeChoice nodes;
  private final TroupeClient.Settings settings;
  private final String operation;
  private final String method;
  private final String path;
  private final String body;
  private final String requestId;
  private final Duration wait;
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
  private long refusedSince;
  private boolean refused;
  private int attempts;

  /** @param wait how long the service was asked to hold the call; an attempt is given this much longer */
  Call(NodeChoice nodes, TroupeClient.Settings settings, String operation, String method, String path, String body, String requestId, Duration wait) {
    this.nodes = nodes;
    this.settings = settings;
    this.operation = operation;
    this.method = method;
    this.path = path;
    this.body = body;
    this.requestId = requestId;
    this.wait = wait;
  }

  CompletableFuture<HttpResponse<String>> start() {
    attempt();
    return answer;
  }

  private void attempt() {
    attempts++;
    URI node = nodes.current();
    HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path))
      .timeout(settings.attemptTimeout().plus(wait))
      .header("Accept", "application/json")
      .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (requestId != null) {
      request.header("Idempotency-Key", requestId);
    }
    settings.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    long attemptedAt = System.nanoTime();
    settings.http().sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
      .whenComplete((response, failure) -> decide(node, attemptedAt, response, failure));
  }

  private void decide(URI node, long attemptedAt, HttpResponse<String> response, Throwable failure) {
    boolean again = failure != null || response.statusCode() == 503 || response.statusCode() == 429;
    if (!again) {
      finish(node, response, null);
      return;
    }
    if (!refused) {
      refused = true;
      refusedSince = Math.min(System.nanoTime(), attemptedAt + wait.toNanos());
    }
    long spentNanos = System.nanoTime() - startedAt;
    if (answer.isDone() || spentNanos > settings.giveUpAfter().plus(wait).toNanos()) {
      finish(node, response, failure);
      return;
    }
    if (response == null || response.statusCode() == 503) {
      nodes.moveOnFrom(node);
    }
    CompletableFuture.delayedExecutor(pauseMillis(response, failure), TimeUnit.MILLISECONDS).execute(this::attempt);
  }

  /** A node that is gone is left at once, as long as there is another one to try; everything else waits a little longer each time. */
  private long pauseMillis(HttpResponse<String> response, Throwable failure) {
    if (failure != null && attempts < nodes.count() && unwrap(failure) instanceof ConnectException) {
      return 0;
    }
    long backoff = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempts - 1, 4));
    return Math.min(LONGEST_PAUSE_MILLIS, Math.max(backoff, retryAfterMillis(response)));
  }

  private static long retryAfterMillis(HttpResponse<String> response) {
    if (response == null || response.statusCode() != 429) {
      return 0;
    }
    try {
      return 1000 * Long.parseLong(response.headers().firstValue("Retry-After").orElse("0"));
    } catch (NumberFormatException date) {
      return 0;
    }
  }

  private void finish(URI node, HttpResponse<String> response, Throwable failure) {
    long now = System.nanoTime();
    boolean succeeded = response != null && response.statusCode() < 300;
    settings.listener().ended(new CallListener.Outcome(operation, node, Duration.ofNanos(now - startedAt),
      refused ? Duration.ofNanos(now - refusedSince) : Duration.ZERO, succeeded));
    if (response != null) {
      answer.complete(response);
    } else {
      Throwable cause = unwrap(failure);
      String why = Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
      answer.completeExceptionally(new RefusedException(Problem.of(503, "unavailable",
        "No node answered " + operation + " within " + settings.giveUpAfter().toSeconds() + " s; the last, " + node + ": " + why), cause));
    }
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
