package dev.troupe.load.baseline;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The queue as SQL. Every method is one statement in one commit, on a connection of the pool. */
final class SkipLockedStore implements AutoCloseable {

  private static final String RETURNED = "id, work_type, title, priority, team, status, attempt, lease_token, claimed_by, lease_expires_at, percent";

  private static final String ADD = """
    WITH given AS (SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::smallint[], ?::text[], ?::text[], ?::int[], ?::int[], ?::text[])
        WITH ORDINALITY AS given(id, work_type, title, priority, team, requires, lease_seconds, max_attempts, payload, place)),
    added AS (INSERT INTO work (id, work_type, title, priority, team, requires, status, lease_seconds, max_attempts, payload)
      SELECT id, work_type, title, priority, team, string_to_array(requires, ','), 'ready', lease_seconds, max_attempts, payload::jsonb
        FROM given ORDER BY place
      ON CONFLICT (id) DO NOTHING RETURNING *),
    logged AS (INSERT INTO work_history (work_id, action) SELECT id, 'work.added' FROM added)
    SELECT\s""" + RETURNED + " FROM added";

  /** The limit is part of the text: as a parameter the planner would expect a tenth of the table. */
  private static final String CLAIM = """
    WITH next AS MATERIALIZED (SELECT id FROM work WHERE team = ? AND status = 'ready' AND requires <@ ?
      ORDER BY priority, seq LIMIT %d FOR UPDATE SKIP LOCKED),
    taken AS (UPDATE work SET status = 'claimed', claimed_by = ?, lease_token = lease_token + 1, attempt = attempt + 1, percent = 0,
        claimed_at = now(), lease_expires_at = now() + lease_seconds * interval '1 second'
      WHERE id = ANY (ARRAY(SELECT id FROM next)) RETURNING *),
    logged AS (INSERT INTO work_history (work_id, action, agent_id, lease_token) SELECT id, 'work.claimed', claimed_by, lease_token FROM taken)
    SELECT\s""" + RETURNED + " FROM taken ORDER BY priority, seq";

  private static final String COMPLETE = """
    WITH asked AS (SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[]) AS asked(work_id, agent, token, outcome)),
    done AS (UPDATE work SET status = 'completed', result = outcome::jsonb, completed_at = now(), lease_expires_at = NULL
      FROM asked WHERE id = work_id AND claimed_by = agent AND lease_token = token AND status = 'claimed' RETURNING work.*),
    logged AS (INSERT INTO work_history (work_id, action, agent_id, lease_token, data)
      SELECT id, 'work.completed', claimed_by, lease_token, result FROM done)
    SELECT\s""" + RETURNED + " FROM done";

  private static final String PROGRESS = """
    WITH done AS (UPDATE work SET percent = ?, lease_expires_at = now() + lease_seconds * interval '1 second'
      WHERE id = ? AND claimed_by = ? AND lease_token = ? AND status = 'claimed' RETURNING *),
    logged AS (INSERT INTO work_history (work_id, action, agent_id, lease_token) SELECT id, 'work.progressed', claimed_by, lease_token FROM done)
    SELECT\s""" + RETURNED + " FROM done";

  private static final String FAIL = """
    WITH ended AS (UPDATE work SET status = CASE WHEN ? AND attempt < max_attempts THEN 'ready' ELSE 'failed' END, lease_expires_at = NULL
      WHERE id = ? AND claimed_by = ? AND lease_token = ? AND status = 'claimed' RETURNING *),
    logged AS (INSERT INTO work_history (work_id, action, agent_id, lease_token)
      SELECT id, CASE status WHEN 'ready' THEN 'work.attempt_failed' ELSE 'work.failed' END, claimed_by, lease_token FROM ended)
    SELECT\s""" + RETURNED + " FROM ended";

  private static final String EXPIRE = """
    WITH late AS MATERIALIZED (SELECT id FROM work WHERE status = 'claimed' AND lease_expires_at < now() LIMIT 1000 FOR UPDATE SKIP LOCKED),
    ended AS (UPDATE work SET status = CASE WHEN attempt < max_attempts THEN 'ready' ELSE 'failed' END, lease_expires_at = NULL
      WHERE id = ANY (ARRAY(SELECT id FROM late)) RETURNING *),
    logged AS (INSERT INTO work_history (work_id, action, agent_id, lease_token) SELECT id, 'work.lease_expired', claimed_by, lease_token FROM ended)
    SELECT DISTINCT team FROM ended WHERE status = 'ready'
    """;

  private static final String RENEW = """
    UPDATE work SET lease_expires_at = now() + lease_seconds * interval '1 second' WHERE claimed_by = ? AND status = 'claimed' AND lease_expires_at > now()
    RETURNING\s""" + RETURNED;

  private final HikariDataSource pool;

  record NewItem(String id, String workType, String title, int priority, String team, String requires, int leaseSeconds, int maxAttempts, String payload) {
  }

  record Item(String id, String workType, String title, int priority, String team, String status, int attempt, long leaseToken, String claimedBy,
    String leaseExpiresAt, int percent) {
  }

  record Completion(String workId, String agent, long token, String result) {
  }

  record Agent(String id, String team, List<String> capabilities, int capacity) {
  }

  SkipLockedStore(String url, String user, String password, String schema, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setSchema(schema);
    config.setMaximumPoolSize(connections);
    pool = new HikariDataSource(config);
  }

  /** Makes the tables where they are missing. */
  static void create(Connection connection, String schema) throws SQLException, IOException {
    try (InputStream sql = SkipLockedStore.class.getResourceAsStream("/dev/troupe/load/skip-locked.sql"); Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema + "; SET search_path TO " + schema + ";" + new String(sql.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** @return those that were new, by id */
  Map<String, Item> add(List<NewItem> items) throws SQLException {
    return byId(query(ADD, array("text", items.stream().map(NewItem::id)), array("text", items.stream().map(NewItem::workType)),
      array("text", items.stream().map(NewItem::title)), array("smallint", items.stream().map(NewItem::priority)),
      array("text", items.stream().map(NewItem::team)), array("text", items.stream().map(NewItem::requires)),
      array("int", items.stream().map(NewItem::leaseSeconds)), array("int", items.stream().map(NewItem::maxAttempts)),
      array("text", items.stream().map(NewItem::payload))));
  }

  List<Item> claim(Agent agent, String team, int max) throws SQLException {
    return query(String.format(CLAIM, max), team, array("text", agent.capabilities().stream()), agent.id());
  }

  /** @return those whose token was the newest, by id */
  Map<String, Item> complete(List<Completion> asked) throws SQLException {
    return byId(query(COMPLETE, array("text", asked.stream().map(Completion::workId)), array("text", asked.stream().map(Completion::agent)),
      array("bigint", asked.stream().map(Completion::token)), array("text", asked.stream().map(Completion::result))));
  }

  /** Empty when the token is not the newest. */
  List<Item> progress(String workId, String agent, long token, int percent) throws SQLException {
    return query(PROGRESS, percent, workId, agent, token);
  }

  /** Likewise. */
  List<Item> fail(String workId, String agent, long token, boolean retryable) throws SQLException {
    return query(FAIL, retryable, workId, agent, token);
  }

  List<Item> renew(String agent) throws SQLException {
    return query(RENEW, agent);
  }

  List<Item> get(String workId) throws SQLException {
    return query("SELECT " + RETURNED + " FROM work WHERE id = ?", workId);
  }

  void register(Agent agent) throws SQLException {
    try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement("""
      INSERT INTO agent (id, team, capabilities, capacity) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET team = excluded.team, capabilities = excluded.capabilities, capacity = excluded.capacity, last_seen = now()""")) {
      bind(connection, statement, agent.id(), agent.team(), array("text", agent.capabilities().stream()), agent.capacity());
      statement.executeUpdate();
    }
  }

  /** Ends leases that are over; @return the teams that have work again */
  List<String> expire() throws SQLException {
    try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(EXPIRE)) {
      List<String> teams = new ArrayList<>();
      while (rows.next()) {
        teams.add(rows.getString(1));
      }
      return teams;
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private record SqlArray(String type, Object[] values) {
  }

  private static SqlArray array(String type, java.util.stream.Stream<?> values) {
    return new SqlArray(type, values.toArray());
  }

  private List<Item> query(String sql, Object... parameters) throws SQLException {
    try (Connection connection = pool.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      List<Item> items = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          items.add(new Item(row.getString(1), row.getString(2), row.getString(3), row.getInt(4), row.getString(5), row.getString(6), row.getInt(7),
            row.getLong(8), row.getString(9), row.getTimestamp(10) == null ? null : row.getTimestamp(10).toInstant().toString(), row.getInt(11)));
        }
      }
      return items;
    }
  }

  private static void bind(Connection connection, PreparedStatement statement, Object... parameters) throws SQLException {
    for (int place = 0; place < parameters.length; place++) {
      if (parameters[place] instanceof SqlArray array) {
        statement.setArray(place + 1, connection.createArrayOf(array.type(), array.values()));
      } else {
        statement.setObject(place + 1, parameters[place]);
      }
    }
  }

  private static Map<String, Item> byId(List<Item> items) {
    Map<String, Item> found = new HashMap<>();
    items.forEach(item -> found.put(item.id(), item));
    return found;
  }
}
