package dev.troupe.cli.deploy;

import dev.troupe.cli.client.ScalingAdvice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do about a recommendation: a pure function of what is seen. It never leaves its bounds, and never changes twice within its cooldown, whatever the
 * service says.
 *
 * @param min fewest tasks to set
 * @param max most tasks to set
 * @param cooldown between two changes
 */
record ScaleRules(int min, int max, Duration cooldown) {

  ScaleRules {
    if (min < 1 || max < min || max > 1_000) {
      throw new IllegalArgumentException("Expected 1 <= --min <= --max <= 1000, but they are " + min + " and " + max + ".");
    }
    if (cooldown.isNegative()) {
      throw new IllegalArgumentException("Expected a --cooldown of 0 s or more, but it is " + cooldown + ".");
    }
  }

  /**
   * The service as Swarm has it.
   *
   * @param replicas tasks asked for
   * @param updating whether an update or a rollback is under way, or stopped half-way
   */
  record Service(int replicas, boolean updating) {
  }

  /**
   * What to do.
   *
   * @param replicas to set; empty: leave it
   */
  record Decision(Optional<Integer> replicas, String why) {
  }

  /** @param changed when this last set the replicas, if it did */
  Decision decide(ScalingAdvice advice, Service service, Optional<Instant> changed, Instant now) {
    if (advice.recommendedNodes() == null) {
      return leave("the service still watches. " + advice.reason());
    }
    if (service.updating()) {
      return leave("an update is under way or was stopped.");
    }
    int wanted = Math.max(min, Math.min(max, advice.recommendedNodes()));
    String bounded = wanted == advice.recommendedNodes() ? "" : " (" + advice.recommendedNodes() + " is recommended, " + min + " to " + max + " are allowed)";
    if (wanted == service.replicas()) {
      return leave(wanted + " tasks are as they should be" + bounded + ". " + advice.reason());
    }
    Optional<Instant> free = changed.map(at -> at.plus(cooldown)).filter(until -> until.isAfter(now));
    if (free.isPresent()) {
      return leave("the last change was less than " + cooldown.toSeconds() + " s ago: not before " + free.get() + ".");
    }
    return new Decision(Optional.of(wanted), "from " + service.replicas() + " to " + wanted + " tasks" + bounded + ". " + advice.reason());
  }

  private static Decision leave(String why) {
    return new Decision(Optional.empty(), why);
  }
}
