package dev.troupe.gateway.client;

import dev.troupe.protocol.Cause;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkSpec;

/** An item that is to be added. */
public record NewWork(WorkId id, WorkSpec spec, Cause cause) {
  WorkBatch.Order order() {
    return new WorkBatch.Add(id, spec, cause);
  }
}
