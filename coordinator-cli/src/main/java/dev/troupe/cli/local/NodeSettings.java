package dev.troupe.cli.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a node of a local cluster finds in its environment beside what the user has set. */
final class NodeSettings {

  private NodeSettings() {
  }

  static Map<String, String> of(ClusterRecord record, ClusterRecord.Node node, Path firstKey) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("TROUPE_NODE_NAME", node.name());
    settings.put("TROUPE_HTTP_HOST", "127.0.0.1");
    settings.put("TROUPE_HTTP_PORT", Integer.toString(node.httpPort()));
    settings.put("TROUPE_REMOTE_HOST", "127.0.0.1");
    settings.put("TROUPE_REMOTE_PORT", Integer.toString(node.remotePort()));
    settings.put("TROUPE_MANAGEMENT_HOST", "127.0.0.1");
    settings.put("TROUPE_MANAGEMENT_PORT", Integer.toString(node.managementPort()));
    settings.put("TROUPE_CONTACT_POINTS",
      record.nodes().stream().map(other -> "127.0.0.1:" + other.managementPort()).collect(Collectors.joining(",")));
    settings.put("TROUPE_REQUIRED_CONTACT_POINTS", Integer.toString(record.nodes().size()));
    settings.put("TROUPE_FIRST_KEY_PATH", firstKey.toString());
    settings.put("TROUPE_DB_URL", record.database().url());
    if (record.database().user() != null) {
      settings.put("TROUPE_DB_USER", record.database().user());
    }
    if (record.database().passwordFile() != null) {
      settings.put("TROUPE_DB_PASSWORD_FILE", record.database().passwordFile());
    }
    return settings;
  }

  /** An environment without anything that is meant for Troupe. */
  static Map<String, String> without(Map<String, String> environment) {
    Map<String, String> rest = new HashMap<>(environment);
    rest.keySet().removeIf(name -> name.startsWith("TROUPE_"));
    return rest;
  }
}
