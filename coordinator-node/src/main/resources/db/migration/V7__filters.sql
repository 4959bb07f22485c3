-- Lists with several filters (GET /v1/work): what never changes of an item stands in the index entries themselves, so that what does not
-- fit is passed over without a look at its row. docs/reads.md has the plans and what they cost.

-- A card is written once, and so are its index entries.
DROP INDEX work_card_created_idx, work_card_team_idx, work_card_type_idx;
TRUNCATE work_card;
ALTER TABLE work_card ADD COLUMN priority SMALLINT NOT NULL;

CREATE OR REPLACE FUNCTION work_card_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO work_card SELECT work_id, created_at, team, work_type, priority FROM added;
  RETURN NULL;
END $$;

INSERT INTO work_card SELECT work_id, created_at, team, work_type, priority FROM work_board;
CREATE INDEX work_card_created_idx ON work_card (created_at, work_id) INCLUDE (team, work_type, priority);
CREATE INDEX work_card_team_idx ON work_card (team, created_at, work_id) INCLUDE (work_type, priority);
CREATE INDEX work_card_type_idx ON work_card (work_type, created_at, work_id) INCLUDE (priority);

-- No further index for each change of an item to pay for, only some twenty bytes more in the entry it writes already.
DROP INDEX work_board_status_idx;
CREATE INDEX work_board_status_idx ON work_board (status, created_at, work_id) INCLUDE (team, work_type, priority) WHERE status <> 'completed';
