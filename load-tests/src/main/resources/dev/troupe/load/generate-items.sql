-- Items :first to :last with their events and their board rows, as the nodes would have stored them. Of 100 items 95 are completed, 3
-- failed, 1 is cancelled, 1 is ready; one of 5,000 is claimed. Parameters: last item of all, first, last.
WITH item AS (
  SELECT n, CASE WHEN n % 5000 = 7 THEN 'claimed' WHEN n % 100 = 0 THEN 'ready' WHEN n % 100 = 1 THEN 'cancelled'
      WHEN n % 100 < 5 THEN 'failed' ELSE 'completed' END AS status,
    'agent-' || (abs(hashint8(n)) % 1000) AS agent, 'team-' || n % 20 AS team, 'type-' || n % 8 AS work_type, (n % 4)::smallint AS priority,
    date_trunc('second', now()) - interval '7 days' + (n::double precision / total) * interval '7 days' AS t
  FROM (SELECT ?::bigint AS total) size, generate_series(?::bigint, ?::bigint) n),
events AS (
  INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest, event_payload,
    at, action, agent_id, actor, request_id, trace_id)
  SELECT 'work|w-' || n, step, 'generated', 0, '', 1701, 'dev.troupe.node.work.WorkEvent$' || kind,
    convert_to('{' || body || ',"at":"' || to_char(happened AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","by":{"actor":"' || actor
      || '","request_id":"r-' || n || '-' || step || '","fingerprint":"0123456789abcdef0123456789abcdef","trace_id":"' || trace || '"}}', 'UTF8'),
    happened, action, agent_id, actor, 'r-' || n || '-' || step, trace
  FROM item
  CROSS JOIN LATERAL (SELECT md5(n::text) AS trace, '"agent_id":"' || agent || '","lease_token":1' AS lease) made
  CROSS JOIN LATERAL (VALUES
    (1, 'WorkAdded', 'work.added', NULL, 'planner', t, '"spec":{"work_type":"' || work_type || '","title":"Item ' || n
      || '","description":"Written by the generator, of the length that descriptions have in practice: a sentence or two, at times more.'
      || '","priority":"' || (ARRAY['CRITICAL','HIGH','MEDIUM','LOW'])[priority + 1] || '","team":"' || team
      || '","requires":[],"depends_on":[],"lease":"PT1M","max_attempts":3,"backoff":"PT0S","review":false,"resources":[]}'),
    (2, 'WorkClaimed', 'work.claimed', agent, 'agent:' || agent, t + interval '5 seconds',
      lease || ',"lease_seconds":60,"attempt":1,"claim_request":"r-' || n || '-2"'),
    (3, 'WorkCompleted', 'work.completed', agent, 'agent:' || agent, t + interval '30 seconds',
      lease || ',"outcome":"SUCCESS","result":"{\"ok\":true}"'),
    (3, 'WorkFailed', 'work.failed', agent, 'agent:' || agent, t + interval '30 seconds', lease || ',"reason":"It broke."'),
    (2, 'WorkCancelled', 'work.cancelled', NULL, 'planner', t + interval '30 seconds', '"reason":"No longer wanted."'))
    AS event (step, kind, action, agent_id, actor, happened, body)
  WHERE kind = 'WorkAdded' OR kind = 'WorkClaimed' AND status IN ('claimed', 'completed', 'failed')
    OR kind = 'WorkCompleted' AND status = 'completed' OR kind = 'WorkFailed' AND status = 'failed'
    OR kind = 'WorkCancelled' AND status = 'cancelled'
  RETURNING 1)
INSERT INTO work_board (work_id, work_type, title, priority, team, requires, created_at, status, open_dependencies, claimed_by,
  lease_token, lease_seconds, claimed_at, claimed_version, lease_expires_at, percent, attempt, burned, updated_at, completed_at, version)
SELECT 'w-' || n, work_type, 'Item ' || n, priority, team, '{}', t, status, 0,
  CASE WHEN status IN ('claimed', 'completed') THEN agent END, CASE WHEN status IN ('ready', 'cancelled') THEN 0 ELSE 1 END, 60,
  t + interval '5 seconds', 2, CASE WHEN status = 'claimed' THEN t + interval '65 seconds' END, 0,
  CASE WHEN status IN ('ready', 'cancelled') THEN 0 ELSE 1 END, 0, t + interval '30 seconds',
  CASE WHEN status = 'completed' THEN t + interval '30 seconds' END,
  CASE status WHEN 'ready' THEN 1 WHEN 'cancelled' THEN 2 WHEN 'claimed' THEN 2 ELSE 3 END
FROM item
