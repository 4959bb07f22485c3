package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * {@code /health/live} says that the process answers; {@code /health/ready} says whether to send it calls: not while it drains, and
 * only when every check passes. {@code /health/started} is for what starts and replaces nodes: a node that was ready once has started,
 * and is not to be replaced because its database is away; before that, one that the cluster needs in order to form counts as started,
 * since Swarm's DNS names only those that do.
 */
final class HealthRoutes {
  private final NodeHealth health;
  private final Duration timeout;
  private final BooleanSupplier draining;
  private final Executor executor;
  private final AtomicBoolean arrived = new AtomicBoolean();

  HealthRoutes(NodeHealth health, Duration timeout, BooleanSupplier draining, Executor executor) {
    this.health = health;
    this.timeout = timeout;
    this.draining = draining;
    this.executor = executor;
  }

  private record Finding(String name, Optional<String> failure) {}

  void enter(Endpoints endpoints) {
    endpoints
        .on("GET /health/live", request -> Calls.answered(JsonWriting.ok(HealthRoutes::live)))
        .on("GET /health/ready", request -> ready())
        .on("GET /health/started", request -> started());
  }

  private static void live(JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeBooleanField("live", true);
    to.writeEndObject();
  }

  private CompletionStage<HttpResponse> ready() {
    if (draining.getAsBoolean()) {
      return CompletableFuture.completedFuture(
          answer(List.of(new Finding("draining", Optional.of("Expected a node that stays, but it shuts down.")))));
    }
    return findings().thenApply(HealthRoutes::answer);
  }

  private CompletionStage<HttpResponse> started() {
    if (arrived.get()) {
      return CompletableFuture.completedFuture(answer(List.of()));
    }
    return findings().thenCompose(this::startedAfter);
  }

  private CompletionStage<HttpResponse> startedAfter(List<Finding> findings) {
    if (findings.stream().allMatch(finding -> finding.failure().isEmpty())) {
      arrived.set(true);
      return CompletableFuture.completedFuture(answer(findings));
    }
    return health.neededToForm().get().thenApply(needed -> answer(needed ? List.of() : findings));
  }

  private CompletableFuture<List<Finding>> findings() {
    CompletableFuture<List<Finding>> findings = CompletableFuture.completedFuture(List.of());
    for (ReadinessCheck check : health.ready()) {
      findings = findings.thenCombine(find(check), HealthRoutes::append);
    }
    return findings;
  }

  /** All checks run side by side, each for the time-out at most. */
  private CompletableFuture<Finding> find(ReadinessCheck check) {
    CompletableFuture<Optional<String>> found = new CompletableFuture<>();
    try {
      check.failure().whenCompleteAsync((failure, thrown) -> settle(found, failure, thrown), executor);
    } catch (RuntimeException thrown) {
      settle(found, Optional.empty(), thrown);
    }
    return found
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> Optional.of("Expected an answer within " + timeout.toMillis() + " ms, but there was none."))
        .thenApply(failure -> new Finding(check.name(), failure));
  }

  private static void settle(CompletableFuture<Optional<String>> found, Optional<String> failure, Throwable thrown) {
    if (thrown == null) {
      found.complete(failure);
    } else {
      String kind = thrown instanceof TimeoutException ? "it took too long" : thrown.getClass().getSimpleName();
      found.complete(Optional.of("Expected the check to say how it is, but it failed: " + kind + "."));
    }
  }

  private static List<Finding> append(List<Finding> findings, Finding next) {
    List<Finding> all = new ArrayList<>(findings);
    all.add(next);
    return all;
  }

  private static HttpResponse answer(List<Finding> findings) {
    List<String> failed =
        findings.stream().filter(finding -> finding.failure().isPresent()).map(Finding::name).toList();
    return failed.isEmpty()
        ? JsonWriting.ok(
            to -> {
              to.writeStartObject();
              writeChecks(to, true, findings);
              to.writeEndObject();
            })
        : Problems.notReady(
            "Expected every check to pass, but failed: " + String.join(", ", failed) + ".",
            to -> writeChecks(to, false, findings));
  }

  private static void writeChecks(JsonGenerator to, boolean ready, List<Finding> findings) throws IOException {
    to.writeBooleanField("ready", ready);
    to.writeArrayFieldStart("checks");
    for (Finding finding : findings) {
      to.writeStartObject();
      to.writeStringField("name", finding.name());
      to.writeBooleanField("ok", finding.failure().isEmpty());
      JsonWriting.text(to, "failure", finding.failure());
      to.writeEndObject();
    }
    to.writeEndArray();
  }
}
