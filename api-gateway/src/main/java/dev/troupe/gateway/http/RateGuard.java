package dev.troupe.gateway.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import java.util.Optional;

/**
 * Holds every caller to its rate. A caller is who it proved to be: its key, or the subject of its token. Whoever proved nothing is the address
 * the call comes from, whatever it presents and whichever agent it names. Probers of health are never held.
 */
final class RateGuard {
  private static final String HEALTH = "/health/";

  private final RateLimits limits;
  private final int callsPerSecond;

  RateGuard(RateLimits limits, int callsPerSecond) {
    this.limits = limits;
    this.callsPerSecond = callsPerSecond;
  }

  /** Takes one call out of the caller's bucket; the refusal, when there was none left. */
  Optional<HttpResponse> refusal(HttpRequest request, Caller caller) {
    if (limits.isOff() || request.getUri().getPathString().startsWith(HEALTH)) {
      return Optional.empty();
    }
    String who = caller.id().orElseGet(() -> "address:" + address(request));
    return limits.take(who).map(wait -> Problems.rateLimited(callsPerSecond, wait));
  }

  private static String address(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .map(address -> address.getHostAddress())
        .orElse("unknown");
  }
}
