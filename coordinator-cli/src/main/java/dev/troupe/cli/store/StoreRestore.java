package dev.troupe.cli.store;

import dev.troupe.cli.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Brings an archive into a database, in one transaction: all of it or nothing. The database may be empty, or have the archive's tables
 * without anything stored in them; anything else only when it is told to overwrite. No node may be connected.
 */
public final class StoreRestore {

  private static final Duration PARTING = Duration.ofSeconds(2);
  private static final String JOURNAL = "event_journal";
  private static final String TXID = "txid";
  private static final String ORDERING = "ordering";
  private static final String OFFSET = "current_offset";

  private final Connection connection;
  private final Archive archive;
  private final Positions positions = new Positions();

  public StoreRestore(Connection connection, Archive archive) {
    this.connection = connection;
    this.archive = archive;
  }

  /**
   * Whether {@link #run} would be let.
   *
   * @param overwrite drop what the store has
   * @throws CommandFailed saying why not
   */
  public void check(boolean overwrite) throws SQLException {
    long others = othersWhoStay();
    if (others > 0) {
      throw new CommandFailed("Expected nobody else on the database, but " + others + " connections are open. Stop the nodes first.");
    }
    List<String> tables = Sql.tables(connection);
    if (!overwrite && tables.contains(JOURNAL) && Sql.number(connection, "SELECT count(*) FROM (SELECT 1 FROM event_journal LIMIT 1) any_event") > 0) {
      throw new CommandFailed("The store is not empty: it has events. --force drops everything in it and restores the backup instead.");
    }
    if (!overwrite && !tables.isEmpty() && !tables.contains(SchemaScripts.HISTORY)) {
      throw new CommandFailed("The database has tables of something else: " + String.join(", ", tables) + ". Restore into one of its own.");
    }
  }

  /** A connection that was closed a moment ago may still be listed. */
  private long othersWhoStay() throws SQLException {
    long limit = System.nanoTime() + PARTING.toNanos();
    long others;
    do {
      others = Sql.number(connection,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'");
    } while (others > 0 && System.nanoTime() < limit);
    return others;
  }

  /** Restores; {@link Archive#verify} comes before, and so does {@link #check}. */
  public void run() throws IOException, SQLException {
    connection.setAutoCommit(false);
    try {
      makeSchema();
      for (Manifest.Table table : archive.manifest().tables()) {
        if (!table.name().equals(JOURNAL)) {
          learnPositions(table);
        }
      }
      Manifest.Table journal = table(JOURNAL);
      load(journal, renumbered(journal));
      List<Long> lastOrderings = lastOrderings();
      for (Manifest.Table table : archive.manifest().tables()) {
        if (!table.name().equals(JOURNAL)) {
          load(table, moved(table, lastOrderings));
        }
      }
      for (Manifest.Sequence sequence : archive.manifest().sequences()) {
        if (sequence.lastValue() != null) {
          Sql.number(connection, "SELECT setval(" + Sql.literal(Sql.quoted(sequence.name())) + "::regclass, " + sequence.lastValue() + ")");
        }
      }
      compareCounts();
      connection.commit();
    } catch (IOException | SQLException | RuntimeException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
    Sql.execute(connection, "ANALYZE");
  }

  /** The tables as the archive's own scripts make them; what was there goes. */
  private void makeSchema() throws IOException, SQLException {
    String schema = Sql.quoted(Sql.text(connection, "SELECT current_schema()"));
    Sql.execute(connection, "DROP SCHEMA " + schema + " CASCADE");
    Sql.execute(connection, "CREATE SCHEMA " + schema);
    try (InputStream history = StoreRestore.class.getResourceAsStream("schema-history.sql")) {
      Sql.execute(connection, new String(history.readAllBytes(), StandardCharsets.UTF_8));
    }
    for (Manifest.Part part : archive.manifest().schema()) {
      try (InputStream script = archive.content(part)) {
        Sql.execute(connection, new String(script.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private void learnPositions(Manifest.Table table) throws IOException {
    int txid = table.columns().indexOf(TXID);
    int ordering = table.columns().indexOf(ORDERING);
    int offset = table.columns().indexOf(OFFSET);
    if (offset < 0 && (txid < 0 || ordering < 0)) {
      return;
    }
    try (TableRows rows = new TableRows(archive.content(table.part()))) {
      for (Optional<String[]> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (offset >= 0) {
          positions.add(row.get()[offset]);
        } else {
          positions.add(Long.parseLong(row.get()[txid]), Long.parseLong(row.get()[ordering]));
        }
      }
    }
  }

  /** The journal's own positions: its transactions begin anew. */
  private UnaryOperator<String[]> renumbered(Manifest.Table journal) {
    int txid = journal.columns().indexOf(TXID);
    int ordering = journal.columns().indexOf(ORDERING);
    return fields -> {
      fields[txid] = Long.toString(positions.transaction(Long.parseLong(fields[txid]), Long.parseLong(fields[ordering])));
      return fields;
    };
  }

  /** The readers' positions, in the journal as it is now. */
  private UnaryOperator<String[]> moved(Manifest.Table table, List<Long> lastOrderings) {
    LongUnaryOperator last = transaction -> lastOrderings.get((int) (transaction - positions.transactions().get(0)));
    int txid = table.columns().indexOf(TXID);
    int ordering = table.columns().indexOf(ORDERING);
    int offset = table.columns().indexOf(OFFSET);
    if (offset >= 0) {
      return fields -> {
        fields[offset] = positions.moved(fields[offset], last);
        return fields;
      };
    }
    if (txid < 0 || ordering < 0) {
      return fields -> fields;
    }
    return fields -> {
      String[] to = positions.moved(fields[txid] + "-" + fields[ordering], last).split("-");
      fields[txid] = to[0];
      fields[ordering] = to[1];
      return fields;
    };
  }

  /** The last event of each transaction that {@link Positions} gave. */
  private List<Long> lastOrderings() throws SQLException {
    List<Long> last = new ArrayList<>();
    for (long transaction : positions.transactions()) {
      last.add(Sql.number(connection, "SELECT coalesce(max(ordering), 0) FROM event_journal WHERE txid = '" + transaction + "'"));
    }
    return last;
  }

  /** Without triggers: what they would write is in the archive as well. */
  private void load(Manifest.Table table, UnaryOperator<String[]> change) throws IOException, SQLException {
    Sql.execute(connection, "TRUNCATE " + Sql.quoted(table.name()));
    Sql.execute(connection, "ALTER TABLE " + Sql.quoted(table.name()) + " DISABLE TRIGGER USER");
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(Sql.copy(table.name(), table.columns()) + " FROM STDIN");
    try (TableRows rows = new TableRows(archive.content(table.part()))) {
      for (Optional<String[]> row = rows.next(); row.isPresent(); row = rows.next()) {
        byte[] line = TableRows.line(change.apply(row.get()));
        copy.writeToCopy(line, 0, line.length);
      }
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    Sql.execute(connection, "ALTER TABLE " + Sql.quoted(table.name()) + " ENABLE TRIGGER USER");
  }

  private Manifest.Table table(String name) {
    return archive.manifest().tables().stream().filter(table -> table.name().equals(name)).findFirst()
      .orElseThrow(() -> new CommandFailed("The backup has no " + name + "."));
  }

  private void compareCounts() throws SQLException {
    for (Manifest.Table table : archive.manifest().tables()) {
      long rows = Sql.number(connection, "SELECT count(*) FROM " + Sql.quoted(table.name()));
      if (rows != table.rows()) {
        throw new CommandFailed("Expected " + table.rows() + " rows in " + table.name() + ", but restored " + rows + ". Nothing was changed.");
      }
    }
  }
}
