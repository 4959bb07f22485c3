package dev.troupe.node.scaling;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered from one look to the next.
 *
 * @param begun since when it watches
 * @param recommended absent while it has not watched for the cooldown
 * @param changed when that was last changed; {@code begun} before
 * @param looks without a gap, the oldest first, none older than {@code fall-after}
 * @param unbroken when the row of looks began; older ones may have been forgotten
 */
record ScalingMemory(Instant begun, Optional<Integer> recommended, Instant changed, List<Look> looks, Instant unbroken) {

  ScalingMemory {
    looks = List.copyOf(looks);
  }

  /** Before the first look: nothing is recommended until the cooldown has passed. */
  static ScalingMemory begin(Instant at) {
    return new ScalingMemory(at, Optional.empty(), at, List.of(), at);
  }

  /**
   * What one look asked for.
   *
   * @param atLeast nodes that what is known asks for; 1 when that is nothing
   * @param enough nodes that are certainly enough; the largest number there is when something is not known
   */
  record Look(Instant at, int atLeast, int enough) {}
}
