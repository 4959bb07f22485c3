package dev.troupe.node;

import dev.troupe.node.journal.JournalFacts;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.RequestId;
import java.util.Optional;

/** A stored event of an entity: who asked for it, and from which request, stands in the audit columns of its row. */
public interface Fact extends JournalFacts {
  /** Who asked for it. */
  Cause by();

  @Override
  default Optional<String> actor() {
    return Optional.of(by().actor());
  }

  @Override
  default Optional<String> requestId() {
    return by().requestId().map(RequestId::value);
  }

  @Override
  default Optional<String> traceId() {
    return by().traceId();
  }

  @Override
  default Optional<String> span() {
    return by().span();
  }
}
