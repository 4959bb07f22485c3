package dev.troupe.gateway.auth;

import com.typesafe.config.Config;
import dev.troupe.protocol.Names;
import dev.troupe.protocol.SecretHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code troupe.gateway.auth}; reference.conf explains each key.
 *
 * @param mode whether callers are asked who they are
 * @param adminKey the hash of the first admin's key, when one is configured; the key itself is not kept
 * @param firstKeyPath where the first admin's key is written when it is made; empty for not making one
 * @param freshFor how long a verdict is used without asking again: the time a revocation takes. 0 to 60 s
 * @param graceFor how long it is used while the key's entity does not answer. {@code freshFor} to 10 min
 * @param failuresPerMinute of one address, after which it is refused unseen
 */
public record AuthSettings(
    Mode mode,
    Optional<SecretHash> adminKey,
    Optional<Path> firstKeyPath,
    Duration freshFor,
    Duration graceFor,
    int maxCallers,
    int failuresPerMinute,
    int maxAddresses,
    Optional<JwtSettings> jwt) {
  private static final int MIN_ADMIN_KEY = 32;
  private static final int LARGEST_TABLE = 1_000_000;

  /** Whether callers are asked who they are. */
  public enum Mode {
    /** Nobody is. */
    OPEN,
    /** Everybody is, but for what is public. */
    KEYS
  }

  public AuthSettings {
    if (mode == Mode.OPEN && (adminKey.isPresent() || jwt.isPresent())) {
      throw new IllegalArgumentException(
          "Expected troupe.gateway.auth.mode = keys (TROUPE_AUTH=keys) where an admin key or an issuer of tokens is configured, but it is"
              + " open: nobody would be asked for either.");
    }
    Names.requireRange("verdict-cache in milliseconds", freshFor.toMillis(), 0, 60_000);
    Names.requireRange("verdict-grace in milliseconds", graceFor.toMillis(), freshFor.toMillis(), 600_000);
    Names.requireRange("cached-verdicts", maxCallers, 1, LARGEST_TABLE);
    Names.requireRange("failures-per-minute", failuresPerMinute, 1, LARGEST_TABLE);
    Names.requireRange("watched-addresses", maxAddresses, 1, LARGEST_TABLE);
  }

  /** Reads the section {@code troupe.gateway}. */
  public static AuthSettings from(Config gateway) {
    Config auth = gateway.getConfig("auth");
    return new AuthSettings(
        mode(auth.getString("mode")),
        adminKey(auth.getString("admin-key")),
        Optional.of(auth.getString("first-key-path")).filter(path -> !path.isBlank()).map(Path::of),
        auth.getDuration("verdict-cache"),
        auth.getDuration("verdict-grace"),
        auth.getInt("cached-verdicts"),
        auth.getInt("failures-per-minute"),
        auth.getInt("watched-addresses"),
        JwtSettings.from(auth.getConfig("jwt")));
  }

  private static Mode mode(String name) {
    return switch (name) {
      case "open" -> Mode.OPEN;
      case "keys" -> Mode.KEYS;
      default -> throw new IllegalArgumentException("Expected troupe.gateway.auth.mode to be open or keys, but it is " + name + ".");
    };
  }

  private static Optional<SecretHash> adminKey(String key) {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (key.length() < MIN_ADMIN_KEY || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "Expected an admin key of at least " + MIN_ADMIN_KEY + " printable ASCII characters without spaces, but it is another."
              + " Make one with: openssl rand -hex 32");
    }
    return Optional.of(SecretHash.of(key));
  }
}
