-- The plain alternative: one row an item, one row a transition.
CREATE TABLE IF NOT EXISTS work (
  id text PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  work_type text NOT NULL,
  title text NOT NULL,
  priority smallint NOT NULL,
  team text NOT NULL,
  requires text[] NOT NULL,
  status text NOT NULL,
  lease_seconds int NOT NULL,
  max_attempts int NOT NULL,
  attempt int NOT NULL DEFAULT 0,
  lease_token bigint NOT NULL DEFAULT 0,
  claimed_by text,
  claimed_at timestamptz,
  lease_expires_at timestamptz,
  percent int NOT NULL DEFAULT 0,
  payload jsonb,
  result jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz
);
CREATE INDEX IF NOT EXISTS work_ready ON work (team, priority, seq) WHERE status = 'ready';
CREATE INDEX IF NOT EXISTS work_leases ON work (lease_expires_at) WHERE status = 'claimed';
CREATE TABLE IF NOT EXISTS work_history (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  work_id text NOT NULL,
  action text NOT NULL,
  agent_id text,
  lease_token bigint,
  at timestamptz NOT NULL DEFAULT now(),
  data jsonb
);
CREATE INDEX IF NOT EXISTS work_history_item ON work_history (work_id, seq);
CREATE TABLE IF NOT EXISTS agent (
  id text PRIMARY KEY,
  team text NOT NULL,
  capabilities text[] NOT NULL,
  capacity int NOT NULL,
  last_seen timestamptz NOT NULL DEFAULT now()
);
