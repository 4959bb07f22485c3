package dev.troupe.load.wire;

import java.time.Duration;

/**
 * One call, ready to be sent, and to be sent again as it is.
 *
 * @param body null for none
 * @param key the idempotency key; null for none
 * @param patience how long to wait for the answer
 */
public record Request(String method, String path, String body, String key, Duration patience) {
}
