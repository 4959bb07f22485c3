package dev.troupe.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The node's configuration: {@code application.conf} over every {@code reference.conf}, what the environment says over both. Some things cannot be
 * said in HOCON and are done here: a secret in the file that {@code NAME_FILE} names stands for {@code NAME}; {@code TROUPE_CONTACT_POINTS} is a
 * list; so is {@code TROUPE_ROLES}; {@code TROUPE_ADDRESS_IN} picks the node's address by its network; {@code TROUPE_TLS_CERT} turns on what
 * {@code tls.conf} says.
 */
final class NodeConfig {
  private static final String FILE_SUFFIX = "_FILE";
  private static final String PREFIX = "TROUPE_";
  private static final String JOURNAL = "jdbc-journal";
  private static final String SNAPSHOTS = "jdbc-snapshot-store";

  private NodeConfig() {}

  /** @throws IllegalArgumentException naming the variable that is wrong */
  static Config load(Map<String, String> environment) {
    return load(environment, ConfigFactory.empty());
  }

  /** @param above over what the environment says */
  static Config load(Map<String, String> environment, Config above) {
    Config application =
        ConfigFactory.parseResourcesAnySyntax("application", ConfigParseOptions.defaults().setAllowMissing(false));
    return complete(
        ConfigFactory.defaultOverrides()
            .withFallback(above)
            .withFallback(lists(environment))
            .withFallback(address(environment))
            .withFallback(secrets(environment))
            .withFallback(environment.getOrDefault("TROUPE_TLS_CERT", "").isBlank() ? ConfigFactory.empty() : ConfigFactory.parseResourcesAnySyntax("tls"))
            .withFallback(application)
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve());
  }

  /**
   * Akka Persistence lays a plugin's defaults under its configuration anew for every entity that comes into memory. Here it is done once: what has been
   * merged with something that is no object is complete (Config's own rule), so that laying anything under it costs nothing.
   */
  private static Config complete(Config config) {
    ConfigValue end = ConfigValueFactory.fromAnyRef("nothing further");
    return config
        .withValue(JOURNAL, config.getObject(JOURNAL).withFallback(config.getObject("akka.persistence.journal-plugin-fallback")).withFallback(end))
        .withValue(SNAPSHOTS, config.getObject(SNAPSHOTS).withFallback(config.getObject("akka.persistence.snapshot-store-plugin-fallback")).withFallback(end));
  }

  private static Config secrets(Map<String, String> environment) {
    Map<String, Object> values = new HashMap<>();
    environment.forEach(
        (name, path) -> {
          if (name.startsWith(PREFIX) && name.endsWith(FILE_SUFFIX)) {
            values.put(name.substring(0, name.length() - FILE_SUFFIX.length()), read(name, path));
          }
        });
    return ConfigFactory.parseMap(values, "files named by TROUPE_…_FILE");
  }

  private static String read(String name, String path) {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException("Expected " + name + " to name a readable file, but " + path + " is not.", e);
    }
  }

  private static Config address(Map<String, String> environment) {
    String range = environment.getOrDefault("TROUPE_ADDRESS_IN", "");
    if (range.isBlank()) {
      return ConfigFactory.empty();
    }
    String address = AddressRange.parse(range).pick(AddressRange.local());
    return ConfigFactory.parseMap(
        Map.of("akka.remote.artery.canonical.hostname", address, "akka.management.http.hostname", address),
        "TROUPE_ADDRESS_IN");
  }

  private static Config lists(Map<String, String> environment) {
    Config config = ConfigFactory.empty();
    String contacts = environment.getOrDefault("TROUPE_CONTACT_POINTS", "");
    if (!contacts.isBlank()) {
      List<Map<String, Object>> endpoints = new ArrayList<>();
      for (String contact : contacts.split(",")) {
        endpoints.add(endpoint(contact.strip()));
      }
      config =
          config.withValue("akka.discovery.config.services.troupe.endpoints", ConfigValueFactory.fromIterable(endpoints));
    }
    String roles = environment.getOrDefault("TROUPE_ROLES", "");
    return roles.isBlank()
        ? config
        : config.withValue("akka.cluster.roles", ConfigValueFactory.fromIterable(List.of(roles.strip().split("\\s*,\\s*"))));
  }

  private static Map<String, Object> endpoint(String contact) {
    int colon = contact.lastIndexOf(':');
    try {
      return Map.of("host", contact.substring(0, colon), "port", Integer.parseInt(contact.substring(colon + 1)));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "Expected TROUPE_CONTACT_POINTS as host:port,host:port,…, but it has \"" + contact + "\".", e);
    }
  }
}
