-- Indexes for the audit (GET /v1/audit) and for lists (GET /v1/work, GET /v1/agents). docs/reads.md has the plans and what they cost.
--
-- An audit reads one index from the newest entry down and filters what it looks at, a bounded number of entries per page: the item's
-- primary key, else the agent's index (V1), else a rare action's, else the actor's, else the journal's position index (V1).

-- Each costs every event about 100 bytes of WAL and some microseconds; entries of one actor lie together, so few pages are hot.
CREATE INDEX event_journal_actor_idx ON event_journal (actor, txid, ordering) WHERE actor IS NOT NULL;

-- The four actions that make up most of a journal are found soon by reading the position index down, so they are left out here, and this
-- index costs the usual life of an item nothing.
CREATE INDEX event_journal_action_idx ON event_journal (action, txid, ordering)
  WHERE action NOT IN ('work.added', 'work.claimed', 'work.progressed', 'work.completed');

-- No index on "at": positions follow the clock but for its skew, so the place of an instant is found by halving the position index
-- (about 30 probes of one entry), with two minutes' allowance for clocks that differ, and events are then compared exactly.

-- What lists filter by and never changes, apart from work_board: each update of a row there writes an entry into every index it has, and an
-- item is updated three times and more in its life. This row and its index entries are written once.
CREATE TABLE work_card (
  work_id    TEXT        NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  team       TEXT        NOT NULL,
  work_type  TEXT        NOT NULL
);
CREATE INDEX work_card_created_idx ON work_card (created_at, work_id);
CREATE INDEX work_card_team_idx ON work_card (team, created_at, work_id);
CREATE INDEX work_card_type_idx ON work_card (work_type, created_at, work_id);

-- Written with the board's row, in its transaction, whoever writes that: the two cannot come apart. ON CONFLICT DO UPDATE fires this for
-- the rows it inserts, not for those it updates.
CREATE FUNCTION work_card_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO work_card SELECT work_id, created_at, team, work_type FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER work_card_add AFTER INSERT ON work_board
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION work_card_add();

-- The board may be dropped and made anew (V2); the cards go with it.
CREATE FUNCTION work_card_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE work_card;
  RETURN NULL;
END $$;
CREATE TRIGGER work_card_forget AFTER TRUNCATE ON work_board FOR EACH STATEMENT EXECUTE FUNCTION work_card_forget();

INSERT INTO work_card SELECT work_id, created_at, team, work_type FROM work_board;

-- Items by status: what is completed is most of them and found soon by the card's index.
CREATE INDEX work_board_status_idx ON work_board (status, created_at, work_id) WHERE status <> 'completed';
-- What an agent holds or has handed in.
CREATE INDEX work_board_agent_idx ON work_board (claimed_by, created_at, work_id) WHERE claimed_by IS NOT NULL;

CREATE INDEX agent_board_team_idx ON agent_board (team, agent_id);
