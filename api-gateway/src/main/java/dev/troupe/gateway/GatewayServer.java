package dev.troupe.gateway;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.ServerBuilder;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.settings.ServerSettings;
import akka.japi.function.Function;
import dev.troupe.gateway.auth.AuthSettings;
import dev.troupe.gateway.auth.Authenticator;
import dev.troupe.gateway.auth.FirstKey;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.client.KeyRing;
import dev.troupe.gateway.events.EventSettings;
import dev.troupe.gateway.events.Events;
import dev.troupe.gateway.http.Api;
import dev.troupe.gateway.http.NodeHealth;
import dev.troupe.gateway.http.Security;
import dev.troupe.gateway.tls.RotatingTls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.FiniteDuration;

/**
 * Serves the contract over HTTP. In a coordinated shutdown it first says that it is not ready, goes on serving for
 * {@code drain-wait} so that load balancers can turn away, stops listening, and gives the calls under way until
 * {@code finish-deadline}; what is not answered by then hears {@code outcome_unknown}.
 */
public final class GatewayServer {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

  private GatewayServer() {}

  /**
   * Starts to listen.
   *
   * @return the port it listens on; fails when the address is taken
   * @throws IllegalStateException when the address can be reached from other machines while nobody is asked for a key, unless
   *     {@code insecure-open} says that this is meant
   */
  public static CompletionStage<Integer> start(
      ActorSystem<?> system, Coordinator coordinator, GatewaySettings settings, NodeHealth health) {
    refuseToBeOpenByAccident(settings);
    AtomicBoolean draining = new AtomicBoolean();
    Events events = Events.start(system, EventSettings.from(system.settings().config()));
    Security security = security(system, settings);
    Api api =
        new Api(
            system,
            coordinator,
            security,
            events,
            settings.bodies(),
            settings.edge(),
            health,
            settings.readinessTimeout(),
            draining::get,
            Clock.systemUTC());
    return server(system, settings)
        .withSettings(serverSettings(system, settings))
        .bind(settings.https().map(https -> staysWithHttps(https, api)).orElse(api::answer))
        .thenApplyAsync(
            binding -> {
              shutDownGracefully(system, settings, draining, binding);
              String scheme = settings.https().isPresent() ? "https" : "http";
              LOG.info("The gateway answers on {}://{}:{}.", scheme, settings.host(), binding.localAddress().getPort());
              return binding.localAddress().getPort();
            },
            system.executionContext());
  }

  private static ServerBuilder server(ActorSystem<?> system, GatewaySettings settings) {
    ServerBuilder server = Http.get(system).newServerAt(settings.host(), settings.port()).logTo(new HttpLog());
    return settings
        .https()
        .map(https -> server.enableHttps(new RotatingTls(https.files(), https.readAgainAfter()).server(false)))
        .orElse(server);
  }

  private static Function<HttpRequest, CompletionStage<HttpResponse>> staysWithHttps(HttpsSettings https, Api api) {
    RawHeader header = RawHeader.create("strict-transport-security", "max-age=" + https.hstsMaxAge().toSeconds());
    return https.hstsMaxAge().isZero() ? api::answer : request -> api.answer(request).thenApply(answer -> answer.addHeader(header));
  }

  private static Security security(ActorSystem<?> system, GatewaySettings settings) {
    AuthSettings auth = settings.auth();
    KeyRing keys = KeyRing.start(system, settings.asks());
    if (auth.mode() == AuthSettings.Mode.OPEN) {
      return new Security(keys, Optional.empty());
    }
    if (auth.adminKey().isEmpty()) {
      auth.firstKeyPath()
          .ifPresentOrElse(
              path -> FirstKey.offer(system, keys, path),
              () -> LOG.warn("No admin key is configured, and no first-key-path to leave one: docs/security.md tells how to begin."));
    }
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    return new Security(keys, Optional.of(new Authenticator(keys::verify, keys::noteRefused, auth, InstantSource.system(), blocking)));
  }

  private static ServerSettings serverSettings(ActorSystem<?> system, GatewaySettings settings) {
    ServerSettings base = ServerSettings.create(system.classicSystem());
    ServerSettings.Timeouts timeouts =
        base.getTimeouts()
            .withIdleTimeout(scala(settings.idleTimeout()))
            // Every call has its own time-outs, on the body and on each ask; a second clock would only answer in other words.
            .withRequestTimeout(scala.concurrent.duration.Duration.Inf());
    return Api.withProblems(base)
        .withTimeouts(timeouts)
        .withMaxConnections(settings.maxConnections())
        .withBacklog(settings.acceptQueue())
        .withRemoteAddressAttribute(true)
        .withParserSettings(base.getParserSettings().withMaxContentLength(settings.bodies().batch()));
  }

  private static void shutDownGracefully(
      ActorSystem<?> system, GatewaySettings settings, AtomicBoolean draining, ServerBinding binding) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    warnWhenCutShort(shutdown, CoordinatedShutdown.PhaseBeforeServiceUnbind(), settings.drainWait());
    warnWhenCutShort(shutdown, CoordinatedShutdown.PhaseServiceRequestsDone(), settings.finishDeadline());
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "troupe-gateway-not-ready",
        () -> {
          draining.set(true);
          CompletableFuture<Done> waited = new CompletableFuture<>();
          system.scheduler().scheduleOnce(settings.drainWait(), () -> waited.complete(Done.getInstance()), system.executionContext());
          return waited;
        });
    binding.addToCoordinatedShutdown(settings.finishDeadline(), system);
  }

  private static void warnWhenCutShort(CoordinatedShutdown shutdown, String phase, Duration needed) {
    if (shutdown.timeout(phase).toMillis() <= needed.toMillis()) {
      LOG.warn(
          "akka.coordinated-shutdown.phases.{}.timeout is {}, but the gateway may take {} ms there and would be cut short.",
          phase,
          shutdown.timeout(phase),
          needed.toMillis());
    }
  }

  private static void refuseToBeOpenByAccident(GatewaySettings settings) {
    if (settings.auth().mode() == AuthSettings.Mode.KEYS) {
      return;
    }
    if (isLoopback(settings.host())) {
      LOG.warn("The gateway asks nobody for a key. It listens on loopback only: {}.", settings.host());
    } else if (settings.insecureOpen()) {
      LOG.warn("THE GATEWAY IS OPEN: it listens on {} and asks nobody for a key. Whoever reaches it may do anything.", settings.host());
    } else {
      throw new IllegalStateException(
          "Expected keys, or a loopback address, but there are no keys and the host is "
              + settings.host()
              + ". To ask for keys, set TROUPE_AUTH=keys. To serve other machines without keys all the same, set TROUPE_INSECURE_OPEN=true.");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static FiniteDuration scala(Duration duration) {
    return FiniteDuration.create(duration.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }
}
