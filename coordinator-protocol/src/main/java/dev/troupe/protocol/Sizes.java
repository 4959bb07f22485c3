package dev.troupe.protocol;

import java.util.Collection;
import java.util.Optional;

/** How many bytes something takes in a message between nodes, at most: its texts exactly, everything else by a generous allowance. */
public final class Sizes {
  /** Numbers, times, class names and lengths of one view. */
  private static final int FIXED = 600;

  private static final int PER_TEXT = 8;

  private Sizes() {}

  public static long of(WorkView view) {
    return of(view.id())
        + of(view.spec())
        + text(view.progress().note())
        + of(view.progress().checkpoint())
        + text(view.claimedBy())
        + of(view.result())
        + text(view.handoff())
        + text(view.failure());
  }

  /** An item's own part of whatever is said of it. */
  public static long of(WorkId work) {
    return FIXED + text(work.value());
  }

  public static long of(WorkSpec spec) {
    return text(spec.workType())
        + text(spec.title())
        + text(spec.description())
        + text(spec.team().value())
        + texts(spec.requires())
        + texts(spec.dependsOn())
        + texts(spec.resources())
        + text(spec.epicId())
        + of(spec.payload());
  }

  public static long of(Cause cause) {
    return text(cause.actor()) + text(cause.requestId()) + text(cause.fingerprint()) + text(cause.traceId());
  }

  public static long of(Optional<Json> json) {
    return text(json.map(Json::value));
  }

  public static long of(WorkReply reply) {
    return reply instanceof WorkReply.Accepted accepted ? of(accepted.work()) : of(((WorkReply.Refused) reply).refusal());
  }

  private static long of(Refusal refusal) {
    return FIXED + text(refusal.detail()) + texts(refusal.violations()) + text(refusal.holder()) + texts(refusal.path());
  }

  public static long of(AgentView view) {
    return FIXED
        + text(view.id().value())
        + text(view.profile().team().value())
        + text(view.profile().specialization())
        + texts(view.profile().capabilities())
        + texts(view.profile().metadata().keySet())
        + texts(view.profile().metadata().values())
        + texts(view.openClaims());
  }

  public static long of(StoredEvent event) {
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
