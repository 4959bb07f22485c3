package dev.troupe.gateway.http;

/**
 * How much one node takes on at its edge.
 *
 * @param maxWaiting claims that wait for work at once on this node, 1 to 1,000,000; a further one is refused as overloaded at once
 * @param admission how many changes may be under way at once on this node
 * @param callsPerSecond calls one caller may make in the long run, each second; 0: any number
 * @param burst calls a caller may make at once after a rest, 1 to 1,000,000
 * @param maxCallers callers remembered at once, 1 to 1,000,000; the one not heard of for longest is forgotten, and begins anew
 */
public record EdgeLimits(int maxWaiting, AdmissionRule admission, int callsPerSecond, int burst, int maxCallers) {
  private static final int MOST = 1_000_000;

  public EdgeLimits {
    requireRange("max-waiting", maxWaiting, 1);
    requireRange("rate.calls-per-second", callsPerSecond, 0);
    requireRange("rate.burst", burst, 1);
    requireRange("rate.max-callers", maxCallers, 1);
    if (callsPerSecond > 0 && burst < callsPerSecond / 10) {
      throw new IllegalArgumentException(
          "Expected rate.burst to be at least a tenth of rate.calls-per-second, or the rate could hardly be reached, but it is " + burst + ".");
    }
  }

  private static void requireRange(String key, int value, int min) {
    if (value < min || value > MOST) {
      throw new IllegalArgumentException("Expected " + key + " from " + min + " to " + MOST + ", but it is " + value + ".");
    }
  }
}
