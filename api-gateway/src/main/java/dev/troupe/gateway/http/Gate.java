package dev.troupe.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.scaladsl.model.Uri;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Every request passes here before its body is read: whether the call exists, whether this node belongs to a cluster, who makes it, whether not too often, whether they may, whether the node has room for it. What is refused is answered
 * once the client has sent its body, which is thrown away as it comes, because many clients read no answer while they write.
 */
final class Gate {
  private static final String AUTHORIZATION = "Authorization";
  /** Asked most when something is wrong. */
  private static final String STATUS = "GET /v1/status";

  private final ActorSystem<?> system;
  private final Optional<Authenticator> authenticator;
  private final RateGuard rates;
  private final Admission admission;
  private final BodyLimits limits;
  private final Membership membership;
  private final BooleanSupplier maybeGivenUp;

  /**
   * @param authenticator empty when nobody is asked who they are
   * @param maybeGivenUp of {@link NodeHealth}
   */
  Gate(ActorSystem<?> system, Optional<Authenticator> authenticator, RateGuard rates, Admission admission, BodyLimits limits, BooleanSupplier maybeGivenUp) {
    this.system = system;
    this.maybeGivenUp = maybeGivenUp;
    this.membership = new Membership(system);
    this.authenticator = authenticator;
    this.rates = rates;
    this.admission = admission;
    this.limits = limits;
  }

  /** What comes behind the gate. */
  @FunctionalInterface
  interface Admitted {
    /** @param request with its {@link Caller} */
    CompletionStage<HttpResponse> answer(Found.Listed call, HttpRequest request);
  }

  /** @param meter is told which call it is */
  CompletionStage<HttpResponse> admit(HttpRequest request, CallMeter meter, Admitted admitted) {
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
    boolean answersAlone = listed.access() == Access.PUBLIC || listed.name().equals(STATUS);
    if (answersAlone) {
      return ask(request, listed, segments.size(), admitted);
    }
    Optional<Refusal> alone = outOfDate().or(membership::refusal);
    if (alone.isPresent()) {
      return refuseStranger(request, Problems.of(alone.get()));
    }
    CompletionStage<HttpResponse> answer = ask(request, listed, segments.size(), admitted);
    return request.method().equals(HttpMethods.GET) ? answer.thenApply(this::unlessOutOfDate) : answer;
  }

  /** Why what this node remembers is told to nobody now. */
  private Optional<Refusal> outOfDate() {
    return maybeGivenUp.getAsBoolean()
        ? Optional.of(
            Refusal.of(
                Code.UNAVAILABLE,
                "Expected this node to know that it is still a member, but it stood still or was given up, and finds out. Nothing was done; ask another node."))
        : Optional.empty();
  }

  /** What was read before a pause of this node is not told after it. A change that is answered was stored, and is told. */
  private HttpResponse unlessOutOfDate(HttpResponse answer) {
    Optional<Refusal> refusal = answer.status().isSuccess() ? outOfDate() : Optional.empty();
    refusal.ifPresent(stale -> answer.entity().discardBytes(system));
    return refusal.map(Problems::of).orElse(answer);
  }

  private CompletionStage<HttpResponse> ask(HttpRequest request, Found.Listed listed, int segments, Admitted admitted) {
    if (listed.access() == Access.PUBLIC || authenticator.isEmpty()) {
      return pass(request, listed, segments, Caller.ANONYMOUS, admitted);
    }
    Optional<String> authorization = request.getHeader(AUTHORIZATION).map(header -> header.value());
    CompletableFuture<Verdict> verdict = authenticator.get().authenticate(authorization, address(request)).toCompletableFuture();
    return verdict.isDone()
        ? judge(request, listed, segments, verdict.join(), admitted)
        : verdict.thenComposeAsync(late -> judge(request, listed, segments, late, admitted), system.executionContext());
  }

  private CompletionStage<HttpResponse> judge(HttpRequest request, Found.Listed listed, int segments, Verdict verdict, Admitted admitted) {
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
    return stranger.isPresent() ? refuse(request, caller, Problems.of(stranger.get())) : pass(request, listed, segments, caller, admitted);
  }

  /** Empty when the caller may act as this agent. */
  static Optional<Refusal> refusal(Caller caller, AgentId agent) {
    return caller.mayActAs(agent)
        ? Optional.empty()
        : Optional.of(Refusal.of(Code.FORBIDDEN, "Expected a caller bound to agent " + agent + ", but " + caller.name() + " is not."));
  }

  private CompletionStage<HttpResponse> pass(HttpRequest request, Found.Listed listed, int segments, Caller caller, Admitted admitted) {
    Optional<HttpResponse> tooOften = rates.refusal(request, caller);
    if (tooOften.isPresent()) {
      return answer(request, tooOften.get());
    }
    if (!hasSlashesOnlyBetween(request, segments)) {
      return answer(request, Problems.noSuchPath());
    }
    Optional<Refusal> tooMuch = admission.refusal(listed);
    return tooMuch.isPresent() ? answer(request, Problems.of(tooMuch.get())) : admitted.answer(listed, request.addAttribute(Caller.KEY, caller));
  }

  /** The segments of a path do not tell of a slash too much, at its end or in between; with one it is another path. */
  private static boolean hasSlashesOnlyBetween(HttpRequest request, int segments) {
    int slashes = 0;
    for (Uri.Path rest = request.getUri().asScala().path(); !rest.isEmpty(); rest = rest.tail()) {
      slashes += rest.startsWithSlash() ? 1 : 0;
    }
    return slashes == segments;
  }

  /** Empty when it is no agent's id; the route then says so. */
  private static Optional<AgentId> agent(String id) {
    try {
      return Optional.of(new AgentId(id));
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  private CompletionStage<HttpResponse> refuseStranger(HttpRequest request, HttpResponse answer) {
    return refuse(request, Caller.ANONYMOUS, answer);
  }

  /** What is refused counts as a call too. */
  private CompletionStage<HttpResponse> refuse(HttpRequest request, Caller caller, HttpResponse answer) {
    return answer(request, rates.refusal(request, caller).orElse(answer));
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request, HttpResponse answer) {
    if (request.entity().isStrict()) {
      // All of it came with the head. Refusing must cost little, most of all when there is much to refuse.
      return CompletableFuture.completedFuture(answer);
    }
    return request
        .entity()
        .withSizeLimit(limits.batch())
        .discardBytes(system)
        .completionStage()
        .toCompletableFuture()
        .copy()
        .orTimeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle((done, failure) -> answer);
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
