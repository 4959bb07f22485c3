-- Keys as an admin lists them, written by the board's projection. Their hashes stay in the journal, with the entities that compare them.
CREATE TABLE key_board (
  key_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  name         TEXT             NOT NULL,           -- several keys may share one
  role         TEXT             NOT NULL CHECK (role IN ('agent', 'viewer', 'operator', 'admin')),
  agents       TEXT[]           NOT NULL,           -- agent ids, or beginnings of them with a star
  expires_at   TIMESTAMPTZ,
  created_at   TIMESTAMPTZ      NOT NULL,
  created_by   TEXT             NOT NULL,
  revoked_at   TIMESTAMPTZ,
  last_used_at TIMESTAMPTZ                          -- as noted, at most every troupe.keys.note-use-every
);
