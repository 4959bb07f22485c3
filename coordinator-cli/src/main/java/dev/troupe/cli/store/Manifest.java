package dev.troupe.cli.store;

import java.time.Instant;
import java.util.List;

/**
 * What an archive holds, written after everything else.
 *
 * @param format of the archive; this program writes 2, whose archives are sealed, and reads 1, whose are not
 * @param createdAt when the snapshot was taken
 * @param postgres the server's version
 * @param schema the migrations that made the tables, oldest first
 * @param tables every table of the store
 * @param sequences the numbers drawn last
 * @param configuration files that were added to the archive
 */
public record Manifest(
  int format, Instant createdAt, String postgres, List<Part> schema, List<Table> tables, List<Sequence> sequences, List<Part> configuration) {

  static final int UNSEALED = 1;
  static final int FORMAT = 2;
  static final String ENTRY = "manifest.json";

  /** An entry of the archive, by its name there. */
  public record Part(String entry, long bytes, String sha256) {
  }

  /**
   * The rows of a table, as PostgreSQL's COPY writes them (text format).
   *
   * @param columns in the order of the fields
   */
  public record Table(String name, List<String> columns, long rows, Part part) {
  }

  /** @param lastValue null: nothing was drawn yet */
  public record Sequence(String name, Long lastValue) {
  }

  long rows(String table) {
    return tables.stream().filter(known -> known.name().equals(table)).mapToLong(Table::rows).sum();
  }
}
