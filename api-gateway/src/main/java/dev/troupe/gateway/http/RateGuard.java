package dev.troupe.gateway.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import java.util.Optional;

/**
 * Holds every caller to its rate before its call is looked at. A caller is its key; without one the agent its path names; without that
 * the address it calls from. Probers of health are never held.
 */
final class RateGuard {
  private static final String AGENTS = "/v1/agents/";
  private static final String HEALTH = "/health/";

  private final RateLimits limits;
  private final int callsPerSecond;

  RateGuard(RateLimits limits, int callsPerSecond) {
    this.limits = limits;
    this.callsPerSecond = callsPerSecond;
  }

  Route guard(Route routes) {
    return limits.isOff()
        ? routes
        : Directives.extractRequest(request -> refusal(request).map(Directives::complete).orElse(routes));
  }

  private Optional<HttpResponse> refusal(HttpRequest request) {
    return request.getUri().getPathString().startsWith(HEALTH)
        ? Optional.empty()
        : limits.take(callerOf(request)).map(wait -> Problems.rateLimited(callsPerSecond, wait));
  }

  /** The key is remembered as a digest alone. */
  static String callerOf(HttpRequest request) {
    Optional<String> key = request.getHeader("Authorization").map(header -> "key:" + Digests.of(header.value()));
    return key.or(() -> agentOf(request.getUri().getPathString())).orElseGet(() -> addressOf(request));
  }

  private static Optional<String> agentOf(String path) {
    if (!path.startsWith(AGENTS)) {
      return Optional.empty();
    }
    String agent = path.substring(AGENTS.length()).split("/", 2)[0];
    return agent.isEmpty() ? Optional.empty() : Optional.of("agent:" + Digests.of(agent));
  }

  private static String addressOf(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(address -> address.getAddress())
        .map(address -> "address:" + address.getHostAddress())
        .orElse("address:unknown");
  }
}
