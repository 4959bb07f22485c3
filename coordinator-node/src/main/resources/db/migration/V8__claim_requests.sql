-- What a claim request got, however long ago: asked before an agent's entity grants a request that it does not remember. Only claims are in here, and of
-- them only those whose caller gave a key; agents' keys are random, so entries of one agent lie together but not in order.
CREATE INDEX event_journal_claim_request_idx ON event_journal (agent_id, request_id) WHERE action = 'work.claimed' AND request_id IS NOT NULL;
