package dev.troupe.node.board;

import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.StoredEvent;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkView;
import java.util.Collection;
import java.util.Optional;

/** How many bytes a view takes in a message between nodes, at most: its texts exactly, everything else by a generous allowance. */
final class Sizes {
  /** Numbers, times, class names and lengths of one view. */
  private static final int FIXED = 600;

  private static final int PER_TEXT = 8;

  private Sizes() {}

  static long of(WorkView view) {
    WorkSpec spec = view.spec();
    return FIXED
        + text(view.id().value())
        + text(spec.workType())
        + text(spec.title())
        + text(spec.description())
        + text(spec.team().value())
        + texts(spec.requires())
        + texts(spec.dependsOn())
        + texts(spec.resources())
        + text(spec.epicId())
        + text(spec.payload().map(Json::value))
        + text(view.progress().note())
        + text(view.progress().checkpoint().map(Json::value))
        + text(view.claimedBy())
        + text(view.result().map(Json::value))
        + text(view.handoff())
        + text(view.failure());
  }

  static long of(AgentView view) {
    return FIXED
        + text(view.id().value())
        + text(view.profile().team().value())
        + text(view.profile().specialization())
        + texts(view.profile().capabilities())
        + texts(view.profile().metadata().keySet())
        + texts(view.profile().metadata().values())
        + texts(view.openClaims());
  }

  static long of(StoredEvent event) {
    return FIXED + text(event.entityId()) + text(event.actor()) + text(event.agentId()) + text(event.requestId()) + text(event.reason())
        + text(event.data());
  }

  private static long texts(Collection<?> values) {
    return values.stream().mapToLong(value -> text(value.toString())).sum();
  }

  private static long text(Optional<?> value) {
    return value.map(present -> text(present.toString())).orElse(0L);
  }

  /** As Kryo writes them: each UTF-16 unit by itself, in one to three bytes. */
  static long text(String value) {
    long bytes = PER_TEXT;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return bytes;
  }
}
