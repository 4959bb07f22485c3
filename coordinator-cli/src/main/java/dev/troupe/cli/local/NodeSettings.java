package dev.troupe.cli.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a node of a local cluster finds in its environment beside what the user has set. */
final class NodeSettings {

  private NodeSettings() {
  }

  static Map<String, String> of(ClusterRecord record, ClusterRecord.Node node, Path firstKey) {
    Map<String, String> settings = address(node).settings(record.nodes().stream().map(NodeSettings::address).toList(), record.nodes().size(),
      record.database());
    settings.put("TROUPE_FIRST_KEY_PATH", firstKey.toString());
    return settings;
  }

  private static NodeAddress address(ClusterRecord.Node node) {
    return new NodeAddress(node.name(), "127.0.0.1", node.httpPort(), node.managementPort(), node.remotePort());
  }

  /** An environment without anything that is meant for Troupe. */
  static Map<String, String> without(Map<String, String> environment) {
    Map<String, String> rest = new HashMap<>(environment);
    rest.keySet().removeIf(name -> name.startsWith("TROUPE_"));
    return rest;
  }
}
