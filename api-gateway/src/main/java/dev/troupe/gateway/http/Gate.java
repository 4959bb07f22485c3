package dev.troupe.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import dev.troupe.gateway.auth.Authenticator;
import dev.troupe.gateway.auth.Verdict;
import dev.troupe.gateway.client.Membership;
import dev.troupe.gateway.http.Permissions.Access;
import dev.troupe.gateway.http.Permissions.Found;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Every request passes here before its body is read: whether the call exists, whether this node belongs to a cluster, who makes it, whether not too often, whether they may. What is refused is answered
 * once the client has sent its body, which is thrown away as it comes, because many clients read no answer while they write.
 */
final class Gate {
  private static final String AUTHORIZATION = "Authorization";

  private final ActorSystem<?> system;
  private final Optional<Authenticator> authenticator;
  private final RateGuard rates;
  private final BodyLimits limits;
  private final Membership membership;

  /** @param authenticator empty when nobody is asked who they are */
  Gate(ActorSystem<?> system, Optional<Authenticator> authenticator, RateGuard rates, BodyLimits limits) {
    this.system = system;
    this.membership = new Membership(system);
    this.authenticator = authenticator;
    this.rates = rates;
    this.limits = limits;
  }

  /**
   * The routes hereafter find the {@link Caller} with the request.
   *
   * @param meter is told which call it is
   */
  Route admit(HttpRequest request, CallMeter meter, Supplier<Route> routes) {
    List<String> segments = new ArrayList<>();
    request.getUri().pathSegments().forEach(segments::add);
    Found found = Permissions.of(request.method().value(), segments);
    if (found instanceof Found.WrongMethod wrong) {
      return refuseStranger(request, Problems.methodNotAllowed(wrong.allowed()));
    }
    if (!(found instanceof Found.Listed listed)) {
      return refuseStranger(request, Problems.noSuchPath());
    }
    meter.is(listed.name());
    Optional<Refusal> alone = listed.access() == Access.PUBLIC ? Optional.empty() : membership.refusal();
    if (alone.isPresent()) {
      return refuseStranger(request, Problems.of(alone.get()));
    }
    if (listed.access() == Access.PUBLIC || authenticator.isEmpty()) {
      return pass(request, Caller.ANONYMOUS, routes);
    }
    Optional<String> authorization = request.getHeader(AUTHORIZATION).map(header -> header.value());
    return Directives.onSuccess(
        authenticator.get().authenticate(authorization, address(request)), verdict -> judge(request, listed, verdict, routes));
  }

  private Route judge(HttpRequest request, Found.Listed listed, Verdict verdict, Supplier<Route> routes) {
    if (verdict instanceof Verdict.Limited limited) {
      return refuseStranger(request, limited(limited.retryAfter()));
    }
    if (verdict instanceof Verdict.Refused refused) {
      return refuseStranger(request, Problems.of(refused.refusal()));
    }
    Caller caller = Caller.of(((Verdict.Known) verdict).identity());
    if (!caller.may(listed.access())) {
      Refusal role = Refusal.of(Code.FORBIDDEN, "Expected a caller with another role: " + caller.name() + " may not make this call.");
      return refuse(request, caller, Problems.of(role));
    }
    boolean mustBeBound = listed.access() == Access.WORK || caller.isAgent();
    Optional<Refusal> stranger =
        mustBeBound ? listed.agent().flatMap(Gate::agent).flatMap(agent -> refusal(caller, agent)) : Optional.empty();
    return stranger.isPresent() ? refuse(request, caller, Problems.of(stranger.get())) : pass(request, caller, routes);
  }

  /** Empty when the caller may act as this agent. */
  static Optional<Refusal> refusal(Caller caller, AgentId agent) {
    return caller.mayActAs(agent)
        ? Optional.empty()
        : Optional.of(Refusal.of(Code.FORBIDDEN, "Expected a caller bound to agent " + agent + ", but " + caller.name() + " is not."));
  }

  private Route pass(HttpRequest request, Caller caller, Supplier<Route> routes) {
    return rates
        .refusal(request, caller)
        .map(tooOften -> answer(request, tooOften))
        .orElseGet(() -> Directives.mapRequest(asked -> asked.addAttribute(Caller.KEY, caller), routes));
  }

  /** Empty when it is no agent's id; the route then says so. */
  private static Optional<AgentId> agent(String id) {
    try {
      return Optional.of(new AgentId(id));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  private Route refuseStranger(HttpRequest request, HttpResponse answer) {
    return refuse(request, Caller.ANONYMOUS, answer);
  }

  /** What is refused counts as a call too. */
  private Route refuse(HttpRequest request, Caller caller, HttpResponse answer) {
    return answer(request, rates.refusal(request, caller).orElse(answer));
  }

  private Route answer(HttpRequest request, HttpResponse answer) {
    CompletionStage<HttpResponse> afterTheBody =
        request
            .entity()
            .withSizeLimit(limits.batch())
            .discardBytes(system)
            .completionStage()
            .toCompletableFuture()
            .copy()
            .orTimeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .handle((done, failure) -> answer);
    return Directives.completeWithFuture(afterTheBody);
  }

  private static HttpResponse limited(Duration retryAfter) {
    String detail = "Expected a good key, but too many attempts from this address failed. It is not looked at for a while.";
    return Problems.of(Refusal.of(Code.RATE_LIMITED, detail), retryAfter.plusMillis(999));
  }

  private static InetAddress address(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .orElseGet(InetAddress::getLoopbackAddress);
  }
}
