package dev.troupe.node;

import akka.actor.typed.ActorSystem;
import akka.discovery.Discovery;
import akka.discovery.ServiceDiscovery;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Whether a cluster can come about without this node: whether discovery names as many others as are required to make one. If not, this
 * node must let itself be found before it is ready. In Swarm, DNS names a container only once its health check has passed; a check
 * that waited for the cluster would wait for ever.
 */
final class Formation {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ServiceDiscovery discovery;
  private final String serviceName;
  private final String ownHost;
  private final int ownPort;
  private final int required;

  private Formation(ServiceDiscovery discovery, String serviceName, String ownHost, int ownPort, int required) {
    this.discovery = discovery;
    this.serviceName = serviceName;
    this.ownHost = ownHost;
    this.ownPort = ownPort;
    this.required = required;
  }

  static Formation of(ActorSystem<?> system) {
    Config management = system.settings().config().getConfig("akka.management");
    Config contacts = management.getConfig("cluster.bootstrap.contact-point-discovery");
    return new Formation(
        Discovery.get(system).loadServiceDiscovery(contacts.getString("discovery-method")),
        contacts.getString("service-name"),
        management.getString("http.hostname"),
        management.getInt("http.port"),
        contacts.getInt("required-contact-point-nr"));
  }

  /** A name that cannot be looked up names nobody. */
  CompletionStage<Boolean> needsThisNode() {
    return discovery
        .lookup(serviceName, PATIENCE)
        .handle((found, failure) -> failure != null || others(found) < required);
  }

  private long others(ServiceDiscovery.Resolved found) {
    return found.getAddresses().stream().filter(address -> !isOwn(address)).count();
  }

  private boolean isOwn(ServiceDiscovery.ResolvedTarget address) {
    Optional<Object> port = address.getPort();
    return address.host().equals(ownHost) && port.map(given -> given.equals(ownPort)).orElse(true);
  }
}
