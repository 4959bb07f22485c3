package dev.troupe.node.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.protocol.StoredEvent;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Events as auditors see them, read by their primary keys. */
final class EventRows {
  static final String BY_KEY =
      """
      SELECT event.txid::text || '-' || event.ordering AS place, event.persistence_id, event.sequence_number, event.action, event.at,
        event.agent_id, event.actor, event.request_id, event.trace_id, event.event_payload
      FROM unnest(?::text[], ?::bigint[]) WITH ORDINALITY AS entry (id, number, nth)
      CROSS JOIN LATERAL (
        SELECT * FROM event_journal WHERE persistence_id = entry.id AND sequence_number = entry.number OFFSET 0) event
      ORDER BY entry.nth
      """;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(new JsonNodeFactory(true))
          .build();

  private EventRows() {}

  /** @param bytes of its payload as stored */
  record Key(String persistenceId, long sequence, long bytes) {}

  /** The events of these keys, in their order. */
  static List<StoredEvent> read(BoardDatabase.Asking asking, List<Key> keys) throws SQLException {
    return asking.rows(
        BY_KEY,
        select ->
            new Columns(select.getConnection(), select).add("text", keys, Key::persistenceId).add("int8", keys, Key::sequence),
        EventRows::event);
  }

  private static StoredEvent event(ResultSet row) throws SQLException {
    String persistenceId = row.getString("persistence_id");
    int bar = persistenceId.indexOf('|');
    ObjectNode data = visible(row.getBytes("event_payload"), persistenceId);
    return new StoredEvent(
        row.getString("place"),
        persistenceId.substring(0, Math.max(0, bar)),
        persistenceId.substring(bar + 1),
        row.getLong("sequence_number"),
        row.getString("action"),
        Columns.instant(row, "at"),
        Optional.ofNullable(row.getString("agent_id")),
        Optional.ofNullable(row.getString("actor")),
        Optional.ofNullable(row.getString("request_id")),
        Optional.ofNullable(row.getString("trace_id")),
        Optional.ofNullable(data.get("reason")).filter(JsonNode::isTextual).map(JsonNode::textValue),
        text(data));
  }

  /**
   * Without the lease token, old ones too: it is told to its holder alone, and whoever has it may act for the holder. Without what is stored of a key,
   * either.
   */
  private static ObjectNode visible(byte[] payload, String where) {
    try {
      ObjectNode data = (ObjectNode) MAPPER.readTree(payload);
      data.remove(List.of("lease_token", "secret_hash"));
      return data;
    } catch (IOException e) {
      throw new IllegalStateException("Expected a JSON object in the journal at " + where + ", but it is none.", e);
    }
  }

  private static String text(ObjectNode data) {
    try {
      return MAPPER.writeValueAsString(data);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
