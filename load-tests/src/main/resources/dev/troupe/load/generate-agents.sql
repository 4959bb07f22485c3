-- A thousand agents with a hundred completions each, counts, and the board's position at the end of the journal.
INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest, event_payload,
  at, action, agent_id, actor)
SELECT 'agent|agent-' || n, 1, 'generated', 0, '', 1701, 'dev.troupe.node.agent.AgentEvent$AgentRegistered',
  convert_to('{"agent":"agent-' || n || '","profile":{"team":"team-' || n % 20 || '","capabilities":[],"capacity":5,"metadata":{}},"at":"'
    || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","by":{"actor":"agent:agent-' || n || '","fingerprint":""}}', 'UTF8'),
  now(), 'agent.registered', 'agent-' || n, 'agent:agent-' || n
FROM generate_series(0, 999) n;
INSERT INTO agent_board SELECT 'agent-' || n, 'team-' || n % 20, '{}', 5, NULL, 'enrolled', false, now(), now(), 1 FROM generate_series(0, 999) n;
INSERT INTO agent_achievement SELECT 'agent-' || n, 100, 3 FROM generate_series(0, 999) n;
INSERT INTO agent_completion SELECT 'agent-' || n, slot, 25 + slot % 10 FROM generate_series(0, 999) n, generate_series(0, 99) slot;
INSERT INTO work_count SELECT team, status, count(*) FROM work_board GROUP BY team, status;
UPDATE board_position SET (txid, ordering) = (SELECT txid, ordering FROM event_journal ORDER BY txid DESC, ordering DESC LIMIT 1);
INSERT INTO akka_projection_offset_store SELECT 'board', '0', txid::text || '-' || ordering, 'STR', false, 0 FROM board_position
ON CONFLICT (projection_name, projection_key) DO UPDATE SET current_offset = excluded.current_offset
