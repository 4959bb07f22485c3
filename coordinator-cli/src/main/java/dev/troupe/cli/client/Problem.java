package dev.troupe.cli.client;

import java.time.Instant;

/**
 * A refusal as the service words it (RFC 9457).
 *
 * @param code stable, one of those in API.md; {@code unavailable} when no node could be reached
 * @param holder who holds the item, with {@code already_claimed}
 */
public record Problem(int status, String code, String title, String detail, String holder, Instant leaseExpiresAt) {

  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, null, detail, null, null);
  }

  @Override
  public String toString() {
    return status + " " + code + (detail == null ? "" : ": " + detail) + (holder == null ? "" : " (holder " + holder + ")");
  }
}
