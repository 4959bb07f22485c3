-- The journal: every fact that changed an entity, written once, never changed. It is also the audit trail.
--
-- Columns down to meta_payload are those of akka-persistence-jdbc 5.2.1, whose queries read this table. Its tag table is not here:
-- the foreign key from tags to events cost seconds at the 99th percentile, and we ask by the audit columns instead.
-- Its unique index on "ordering" is not here either: nothing reads by ordering alone, and each index costs every write.
CREATE TABLE event_journal (
  ordering            BIGSERIAL   NOT NULL,
  persistence_id      TEXT        NOT NULL,  -- 'kind|id', such as 'work|w-17'; at most 255 characters, held by the writer
  sequence_number     BIGINT      NOT NULL,
  deleted             BOOLEAN     NOT NULL DEFAULT FALSE,

  writer              TEXT        NOT NULL,  -- the incarnation of the entity that wrote
  write_timestamp     BIGINT,                -- milliseconds since 1970, the writing node's clock
  adapter_manifest    TEXT,

  event_ser_id        INTEGER     NOT NULL,
  event_ser_manifest  TEXT        NOT NULL,  -- the event's class, and its version once it has been migrated
  event_payload       BYTEA       NOT NULL,  -- a JSON object in UTF-8, held by the writer

  meta_ser_id         INTEGER,
  meta_ser_manifest   TEXT,
  meta_payload        BYTEA,

  -- What an auditor asks for, copied out of the event by the writer (JournalFacts).
  txid                XID8        NOT NULL DEFAULT pg_current_xact_id(),
  at                  TIMESTAMPTZ NOT NULL,  -- when it happened by the deciding node's clock
  action              TEXT        NOT NULL,  -- such as 'work.claimed'
  agent_id            TEXT,                  -- the agent it concerns
  actor               TEXT,                  -- who asked for it, if someone did
  request_id          TEXT,
  trace_id            TEXT,

  -- The last fence: of two live copies of one entity, only one can store its next event.
  PRIMARY KEY (persistence_id, sequence_number)
);

-- The order in which readers follow the journal is (txid, ordering), and they read only
--     WHERE txid < pg_snapshot_xmin(pg_current_snapshot()) AND (txid, ordering) > (:last_txid, :last_ordering)
--     ORDER BY txid, ordering LIMIT :page
-- Why: "ordering" is drawn before the commit, so a reader that follows it alone sees 8 before 7, and either loses 7 or waits for a
-- 7 that was rolled back. Every transaction below the snapshot's xmin has ended, committed or not, so:
--   * nothing can appear later below a position already read: no event is lost;
--   * a rolled-back number leaves a hole no one waits for: no stall;
--   * an entity stores event n + 1 only after n was committed, so its txid is larger, and within one transaction "ordering" follows the
--     sequence number: each entity's events arrive in their order.
-- The price: a transaction that writes (anywhere in this PostgreSQL cluster) holds readers back for as long as it is open. Reading
-- transactions do not, so neither does pg_dump. Keep writing transactions short.
-- After a restore with pg_dump into a new PostgreSQL cluster, transaction numbers start anew below the stored ones. Before the nodes
-- start: UPDATE event_journal SET txid = '3' (they then follow in "ordering"), and let readers begin from the start.
CREATE INDEX event_journal_position_idx ON event_journal (txid, ordering);

CREATE INDEX event_journal_agent_idx ON event_journal (agent_id, txid, ordering) WHERE agent_id IS NOT NULL;

-- As akka-persistence-jdbc 5.2.1 ships it.
CREATE TABLE snapshot (
  persistence_id         TEXT    NOT NULL,
  sequence_number        BIGINT  NOT NULL,
  created                BIGINT  NOT NULL,

  snapshot_ser_id        INTEGER NOT NULL,
  snapshot_ser_manifest  TEXT    NOT NULL,
  snapshot_payload       BYTEA   NOT NULL,

  meta_ser_id            INTEGER,
  meta_ser_manifest      TEXT,
  meta_payload           BYTEA,

  PRIMARY KEY (persistence_id, sequence_number)
);

-- The journal as an auditor reads it: one row per fact, the event itself as JSON in "data".
CREATE VIEW audit_event AS
SELECT
  txid::text || '-' || ordering::text                              AS position,
  ordering,
  persistence_id,
  sequence_number,
  action,
  split_part(persistence_id, '|', 1)                               AS entity_kind,
  substr(persistence_id, strpos(persistence_id, '|') + 1)          AS entity_id,
  agent_id,
  actor,
  request_id,
  trace_id,
  at,
  convert_from(event_payload, 'UTF8')::jsonb                       AS data
FROM event_journal
WHERE NOT deleted;
