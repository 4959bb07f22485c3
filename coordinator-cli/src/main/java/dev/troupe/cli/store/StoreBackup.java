package dev.troupe.cli.store;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.client.Json;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;

/**
 * Writes the store as it is at one moment into one file. Nodes may run and write on: everything is read in one transaction that sees a
 * single snapshot, locks nothing but changes of the schema, and holds no reader of the journal back.
 */
public final class StoreBackup {

  private final Connection connection;
  private final SchemaScripts scripts;
  private final List<Path> configuration;

  /** @param configuration files to put beside the tables, such as the env file and the stack it was deployed with */
  public StoreBackup(Connection connection, List<Path> nodePlaces, List<Path> configuration) {
    this.connection = connection;
    this.scripts = new SchemaScripts(nodePlaces);
    this.configuration = List.copyOf(configuration);
  }

  /**
   * Writes beside the target first and moves there when all is done, so that the target is either whole or not there.
   *
   * @throws CommandFailed when the store is not one, or was made by a version this program does not know
   */
  public Manifest write(Path target) throws IOException, SQLException {
    Path aside = target.resolveSibling(target.getFileName() + ".part");
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      Sql.execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      Manifest manifest = writeAll(aside);
      Seal.put(aside);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return manifest;
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
      Files.deleteIfExists(aside);
    }
  }

  private Manifest writeAll(Path file) throws IOException, SQLException {
    try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      zip.setComment(Seal.BLANK);
      Manifest manifest = writeParts(zip);
      entry(zip, Manifest.ENTRY, new ByteArrayInputStream(Json.pretty(manifest).getBytes(StandardCharsets.UTF_8)));
      return manifest;
    }
  }

  private Manifest writeParts(ZipOutputStream zip) throws IOException, SQLException {
    List<String> tables = Sql.tables(connection);
    if (!tables.contains(SchemaScripts.HISTORY)) {
      throw new CommandFailed("There is no store in this database: no node has ever started on it.");
    }
    Instant now = Instant.now();
    List<Manifest.Part> schema = writeSchema(zip);
    List<Manifest.Table> written = new ArrayList<>();
    for (String table : tables) {
      written.add(writeTable(zip, table));
    }
    List<Manifest.Part> files = new ArrayList<>();
    for (Path file : configuration) {
      try (InputStream in = Files.newInputStream(file)) {
        files.add(entry(zip, "configuration/" + file.getFileName(), in));
      }
    }
    return new Manifest(Manifest.FORMAT, now, Sql.text(connection, "SHOW server_version"), schema, written, Sql.sequences(connection), files);
  }

  private List<Manifest.Part> writeSchema(ZipOutputStream zip) throws IOException, SQLException {
    List<Manifest.Part> parts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT script, checksum FROM " + SchemaScripts.HISTORY + " WHERE success ORDER BY installed_rank")) {
      while (rows.next()) {
        byte[] script = scripts.script(rows.getString(1), Optional.of(rows.getInt(2)));
        parts.add(entry(zip, "schema/" + rows.getString(1), new ByteArrayInputStream(script)));
      }
    }
    return parts;
  }

  private Manifest.Table writeTable(ZipOutputStream zip, String table) throws IOException, SQLException {
    List<String> columns = Sql.columns(connection, table);
    String name = "tables/" + table + ".copy";
    zip.putNextEntry(new ZipEntry(name));
    Digests digests = new Digests(notClosing(zip));
    long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(Sql.copy(table, columns) + " TO STDOUT", digests);
    zip.closeEntry();
    return new Manifest.Table(table, columns, rows, digests.part(name));
  }

  private static Manifest.Part entry(ZipOutputStream zip, String name, InputStream content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    Digests digests = new Digests(notClosing(zip));
    content.transferTo(digests);
    zip.closeEntry();
    return digests.part(name);
  }

  private static OutputStream notClosing(ZipOutputStream zip) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        zip.write(one);
      }

      @Override
      public void write(byte[] buffer, int from, int length) throws IOException {
        zip.write(buffer, from, length);
      }
    };
  }
}
