package dev.troupe.gateway.client;

import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.WorkId;

/** An item as its holder names it: which, who, under which token. Whether the lease still stands, the item decides. */
public record HeldWork(WorkId work, AgentId agent, LeaseToken token) {}
