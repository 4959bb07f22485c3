package dev.troupe.cli.local;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where one node listens, and the settings that tell it so. */
public record NodeAddress(String name, String host, int httpPort, int managementPort, int remotePort) {

  public URI url() {
    return URI.create("http://" + host + ":" + httpPort);
  }

  /**
   * The node's environment.
   *
   * @param peers all nodes, itself included
   * @param required how many of them must be seen before a new cluster is made
   */
  public Map<String, String> settings(List<NodeAddress> peers, int required, ClusterRecord.Database database) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("TROUPE_NODE_NAME", name);
    settings.put("TROUPE_HTTP_HOST", host);
    settings.put("TROUPE_HTTP_PORT", Integer.toString(httpPort));
    settings.put("TROUPE_REMOTE_HOST", host);
    settings.put("TROUPE_REMOTE_PORT", Integer.toString(remotePort));
    settings.put("TROUPE_MANAGEMENT_HOST", host);
    settings.put("TROUPE_MANAGEMENT_PORT", Integer.toString(managementPort));
    settings.put("TROUPE_CONTACT_POINTS", peers.stream().map(peer -> peer.host() + ":" + peer.managementPort()).collect(Collectors.joining(",")));
    settings.put("TROUPE_REQUIRED_CONTACT_POINTS", Integer.toString(required));
    settings.put("TROUPE_DB_URL", database.url());
    if (database.user() != null) {
      settings.put("TROUPE_DB_USER", database.user());
    }
    if (database.passwordFile() != null) {
      settings.put("TROUPE_DB_PASSWORD_FILE", database.passwordFile());
    }
    return settings;
  }
}
