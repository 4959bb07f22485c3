-- Who may decide which side of a partition works on; docs/adr/0010-split-brain.md.
CREATE TABLE cluster_lease (
  name text PRIMARY KEY,
  holder text NOT NULL,             -- a node in one of its lives: host:port#number
  expires_at timestamptz NOT NULL   -- by this database's clock, no node's
);
-- Nodes that others have given up. None of them may decide for the cluster again; the next life of its process is another node.
CREATE TABLE cluster_downed (
  node text PRIMARY KEY,
  downed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
