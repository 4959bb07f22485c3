package dev.troupe.cli.deploy;

/** How an update of a service stands, in Swarm's words. */
enum UpdateState {
  NONE, RUNNING, COMPLETED, ROLLED_BACK, STOPPED;

  /** @param text of {@code UpdateStatus.State}; empty when the service was never updated */
  static UpdateState of(String text) {
    return switch (text.strip()) {
      case "" -> NONE;
      case "completed" -> COMPLETED;
      case "rollback_completed" -> ROLLED_BACK;
      case "paused", "rollback_paused" -> STOPPED;
      default -> RUNNING;
    };
  }
}
