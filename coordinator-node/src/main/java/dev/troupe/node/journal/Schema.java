package dev.troupe.node.journal;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Brings the database to the schema this version needs. */
public final class Schema {
  private Schema() {}

  /**
   * Applies the migrations that are missing, in {@code db/migration}. Safe when several nodes start at once: Flyway holds a lock in the
   * database, the others wait for it (up to a minute) and find nothing left to do. Safe to repeat.
   *
   * @return how many were applied
   * @throws org.flywaydb.core.api.FlywayException if the database does not answer, or an applied migration is not the one we know
   */
  public static int migrate(String jdbcUrl, String user, String password) {
    FluentConfiguration flyway = Flyway.configure();
    // One connection for a migration and its entry in the history, so that both are committed or neither: a node killed in between must not
    // leave a schema that no node can migrate.
    flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
    return flyway
        .loggers("slf4j")
        .dataSource(jdbcUrl, user, password)
        .locations("classpath:db/migration")
        .connectRetries(5)
        .lockRetryCount(60)
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
