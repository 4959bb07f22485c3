-- The board: what lists, dispatchers, sweeps and counts need to know, made out of the journal by one projection. Nothing here is the
-- truth: all of it may be made anew, also while nodes run. In one transaction:
--   TRUNCATE work_board, work_dependency, work_count, agent_board, agent_achievement, agent_completion, ops_minute;
--   DELETE FROM akka_projection_offset_store WHERE projection_name = 'board';
--   UPDATE board_position SET txid = '0', ordering = 0;
-- The projection then begins at the first event. (Needed as well after a restore into a new PostgreSQL cluster, see V1__journal.sql.)
--
-- Each group of events is folded and written in one transaction together with its position, so each event counts exactly once.
-- What moves every second (ready, claimed, scheduled items) has partial indexes; what is over costs its row and its primary key.

CREATE TABLE work_board (
  work_id           TEXT        NOT NULL PRIMARY KEY,
  work_type         TEXT        NOT NULL,
  title             TEXT        NOT NULL,
  priority          SMALLINT    NOT NULL,            -- 0 critical, 1 high, 2 medium, 3 low
  team              TEXT        NOT NULL,
  requires          TEXT[]      NOT NULL,            -- capabilities an agent must have
  story_points      INTEGER,
  epic_id           TEXT,
  run_at            TIMESTAMPTZ,                     -- not to be claimed before, as it was added
  created_at        TIMESTAMPTZ NOT NULL,

  status            TEXT        NOT NULL CHECK (status IN
                      ('blocked', 'scheduled', 'ready', 'claimed', 'in_review', 'completed', 'failed', 'cancelled')),
  open_dependencies INTEGER     NOT NULL,            -- above 0 exactly while blocked
  claimed_by        TEXT,                            -- who holds it (claimed), or handed it in (in_review, completed)
  lease_token       BIGINT      NOT NULL,            -- the newest token, 0 before the first; never leaves the cluster
  lease_seconds     BIGINT,
  claimed_at        TIMESTAMPTZ,
  claimed_version   BIGINT,                          -- sequence number of the claim in the journal
  lease_expires_at  TIMESTAMPTZ,                     -- last stored sign of life + lease length. Heartbeats are not stored: the
                                                     -- true end may be later, never earlier. Present while claimed
  due_at            TIMESTAMPTZ,                     -- present while scheduled
  percent           SMALLINT    NOT NULL,            -- last reported progress
  attempt           INTEGER     NOT NULL,            -- leases so far
  burned            INTEGER     NOT NULL,            -- attempts that failed or expired since added or retried
  updated_at        TIMESTAMPTZ NOT NULL,
  completed_at      TIMESTAMPTZ,
  version           BIGINT      NOT NULL             -- sequence number of the newest event in this row
);

-- A dispatcher's refill: the team's ready items, most urgent first, oldest first among equals.
CREATE INDEX work_board_ready_idx ON work_board (team, priority, created_at, work_id) WHERE status = 'ready';
-- The sweep: whose start time has come.
CREATE INDEX work_board_scheduled_idx ON work_board (due_at, work_id) WHERE status = 'scheduled';
-- The sweep: whose lease has passed.
CREATE INDEX work_board_lease_idx ON work_board (lease_expires_at, work_id) WHERE status = 'claimed';
-- What an agent holds.
CREATE INDEX work_board_holder_idx ON work_board (claimed_by, work_id) WHERE status = 'claimed';
-- The walk over every claimed item after a failover, by pages.
CREATE INDEX work_board_claimed_idx ON work_board (work_id) WHERE status = 'claimed';

-- Which item waits for which. A row is here only while its item is blocked by it, so finished graphs cost nothing; an item that is
-- over cannot be part of a cycle, so cycles can be looked for in here.
CREATE TABLE work_dependency (
  work_id    TEXT        NOT NULL,
  depends_on TEXT        NOT NULL,
  ended_as   TEXT        CHECK (ended_as IN ('completed', 'cancelled')), -- the dependency is over, its dependent has not stored that yet
  ended_at   TIMESTAMPTZ,
  PRIMARY KEY (work_id, depends_on)
);
CREATE INDEX work_dependency_depends_on_idx ON work_dependency (depends_on);
CREATE INDEX work_dependency_ended_idx ON work_dependency (ended_at, work_id) WHERE ended_as IS NOT NULL;

-- Items per team and status, kept by differences: counting ten million rows takes seconds, reading this does not.
CREATE TABLE work_count (
  team   TEXT   NOT NULL,
  status TEXT   NOT NULL,
  n      BIGINT NOT NULL,
  PRIMARY KEY (team, status)
) WITH (fillfactor = 50);

CREATE TABLE agent_board (
  agent_id       TEXT        NOT NULL PRIMARY KEY,
  team           TEXT        NOT NULL,
  capabilities   TEXT[]      NOT NULL,
  capacity       INTEGER     NOT NULL,
  specialization TEXT,
  standing       TEXT        NOT NULL CHECK (standing IN ('enrolled', 'draining', 'lost', 'retired')),
  draining       BOOLEAN     NOT NULL,              -- what a lost agent returns to
  registered_at  TIMESTAMPTZ NOT NULL,              -- for the first time
  updated_at     TIMESTAMPTZ NOT NULL,
  version        BIGINT      NOT NULL
);
CREATE INDEX agent_board_live_idx ON agent_board (agent_id) WHERE standing IN ('enrolled', 'draining');

CREATE TABLE agent_achievement (
  agent_id  TEXT   NOT NULL PRIMARY KEY,
  completed BIGINT NOT NULL,                        -- items it completed, reviewed ones once they are approved
  failed    BIGINT NOT NULL                         -- its attempts that failed or whose lease expired
) WITH (fillfactor = 50);

-- How long an agent's last 1,000 completions took: a ring, so that a busy agent costs no more than a quiet one.
CREATE TABLE agent_completion (
  agent_id TEXT             NOT NULL,
  slot     INTEGER          NOT NULL,               -- the how-manieth completion, modulo 1,000
  seconds  DOUBLE PRECISION NOT NULL,               -- claimed to handed in
  PRIMARY KEY (agent_id, slot)
);

-- Acknowledged changes per minute of their time, kept for two hours.
CREATE TABLE ops_minute (
  minute TIMESTAMPTZ NOT NULL,
  action TEXT        NOT NULL,                      -- as in event_journal.action
  n      BIGINT      NOT NULL,
  PRIMARY KEY (minute, action)
) WITH (fillfactor = 50);

-- How far the board is. The fence as well: of two projections that run at once for a moment, only one can move it over a group.
CREATE TABLE board_position (
  name     TEXT   NOT NULL PRIMARY KEY,
  txid     XID8   NOT NULL,
  ordering BIGINT NOT NULL
);
INSERT INTO board_position VALUES ('board', '0', 0);

-- As akka-projection-jdbc 1.4.0 ships them.
CREATE TABLE akka_projection_offset_store (
  projection_name VARCHAR(255) NOT NULL,
  projection_key  VARCHAR(255) NOT NULL,
  current_offset  VARCHAR(255) NOT NULL,
  manifest        VARCHAR(4)   NOT NULL,
  mergeable       BOOLEAN      NOT NULL,
  last_updated    BIGINT       NOT NULL,
  PRIMARY KEY (projection_name, projection_key)
);

CREATE TABLE akka_projection_management (
  projection_name VARCHAR(255) NOT NULL,
  projection_key  VARCHAR(255) NOT NULL,
  paused          BOOLEAN      NOT NULL,
  last_updated    BIGINT       NOT NULL,
  PRIMARY KEY (projection_name, projection_key)
);
