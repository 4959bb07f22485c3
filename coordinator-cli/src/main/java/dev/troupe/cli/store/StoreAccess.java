package dev.troupe.cli.store;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.local.LocalCluster;
import dev.troupe.cli.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * A connection to the store a command is about: the database that {@code TROUPE_DB_URL} names, with {@code TROUPE_DB_USER} and
 * {@code TROUPE_DB_PASSWORD} or {@code TROUPE_DB_PASSWORD_FILE}; else that of the local cluster of a data folder, started for as
 * long as it takes when it does not run.
 */
final class StoreAccess implements AutoCloseable {

  private final Connection connection;
  private final Optional<LocalPostgres> started;

  private StoreAccess(Connection connection, Optional<LocalPostgres> started) {
    this.connection = connection;
    this.started = started;
  }

  static StoreAccess open(Map<String, String> environment, Path data) throws IOException, SQLException {
    String url = environment.getOrDefault("TROUPE_DB_URL", "");
    if (!url.isBlank()) {
      return new StoreAccess(DriverManager.getConnection(url, environment.getOrDefault("TROUPE_DB_USER", "troupe"), password(environment)), Optional.empty());
    }
    Optional<LocalCluster> cluster = LocalCluster.find(data);
    if (cluster.isPresent() && cluster.get().database() != null && !cluster.get().database().embedded()) {
      return new StoreAccess(cluster.get().connect(), Optional.empty());
    }
    LocalPostgres postgres = LocalPostgres.start(data);
    return new StoreAccess(postgres.connect(), postgres.adopted() ? Optional.empty() : Optional.of(postgres));
  }

  Connection connection() {
    return connection;
  }

  private static String password(Map<String, String> environment) throws IOException {
    String file = environment.getOrDefault("TROUPE_DB_PASSWORD_FILE", "");
    if (file.isBlank()) {
      return environment.getOrDefault("TROUPE_DB_PASSWORD", "");
    }
    if (!Files.isReadable(Path.of(file))) {
      throw new CommandFailed("Expected TROUPE_DB_PASSWORD_FILE to name a readable file, but " + file + " is not.");
    }
    return Files.readString(Path.of(file)).strip();
  }

  @Override
  public void close() throws IOException, SQLException {
    connection.close();
    if (started.isPresent()) {
      started.get().close();
    }
  }
}
