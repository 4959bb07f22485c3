package dev.troupe.gateway.http;

import akka.actor.ExtendedActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;
import dev.troupe.telemetry.Telemetry;

/** {@code /metrics} on the management side: Akka Management makes it, from its name in reference.conf. */
public final class MetricsRoutes extends AllDirectives implements ManagementRouteProvider {

  /** The signature Akka Management looks for. */
  public MetricsRoutes(ExtendedActorSystem system) {}

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return path("metrics", () -> get(() -> complete(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, Telemetry.scrape()))));
  }
}
