package dev.troupe.node.journal;

import akka.actor.ActorSystem;
import akka.persistence.jdbc.db.SlickDatabase;
import akka.persistence.jdbc.db.SlickDatabaseProvider;
import com.typesafe.config.Config;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;

/**
 * Gives every plugin of akka-persistence-jdbc the pool of {@link JournalDatabase}. Slick's own HikariCP support runs with our version, too, but
 * would open one pool for each plugin. Named by {@code akka-persistence-jdbc.database-provider-fqcn}.
 */
public final class SharedSlickDatabase implements SlickDatabaseProvider {
  private final ActorSystem system;

  /** The signature akka-persistence-jdbc looks for. */
  public SharedSlickDatabase(ActorSystem system) {
    this.system = system;
  }

  /** The same database whatever the plugin's configuration says. */
  @Override
  public SlickDatabase database(Config plugin) {
    return new Shared(JournalDatabase.get(system).slick());
  }

  private record Shared(JdbcBackend.DatabaseDef database) implements SlickDatabase {
    @Override
    public JdbcProfile profile() {
      return PostgresProfile$.MODULE$;
    }

    /** The system closes it, not the plugin. */
    @Override
    public boolean allowShutdown() {
      return false;
    }
  }
}
