package dev.troupe.gateway;

import com.typesafe.config.Config;
import dev.troupe.gateway.auth.AuthSettings;
import dev.troupe.gateway.client.CoordinatorSettings;
import dev.troupe.gateway.http.AdmissionRule;
import dev.troupe.gateway.http.BodyLimits;
import dev.troupe.gateway.http.EdgeLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code troupe.gateway}; reference.conf explains each key.
 *
 * @param port 0 takes any free one
 * @param insecureOpen serve other machines although callers are not asked for keys
 * @param auth whether and how callers are asked who they are
 * @param https empty: plain HTTP
 * @param acceptQueue connections the operating system holds for us until they are accepted
 * @param idleTimeout longer than the longest claim can wait
 * @param drainWait from "not ready" to the end of listening
 * @param finishDeadline from the end of listening to the end of the calls under way
 */
public record GatewaySettings(
    String host,
    int port,
    boolean insecureOpen,
    AuthSettings auth,
    Optional<HttpsSettings> https,
    BodyLimits bodies,
    EdgeLimits edge,
    CoordinatorSettings asks,
    int maxConnections,
    int acceptQueue,
    Duration idleTimeout,
    Duration readinessTimeout,
    Duration drainWait,
    Duration finishDeadline) {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  public GatewaySettings {
    requireRange("port", port, 0, 65_535);
    requireRange("max-connections", maxConnections, 1, 1_000_000);
    requireRange("accept-queue", acceptQueue, 1, 65_535);
    Duration longestCall = LONGEST_WAIT.plus(asks.claimMargin());
    if (idleTimeout.compareTo(longestCall) <= 0) {
      throw new IllegalArgumentException(
          "Expected idle-timeout above " + longestCall + ", what a waiting claim can take, but it is " + idleTimeout + ".");
    }
    requireAtMostAMinute("readiness-timeout", readinessTimeout);
    requireAtMostAMinute("drain-wait", drainWait);
    requireAtMostAMinute("finish-deadline", finishDeadline);
  }

  /** @param config of the whole system */
  public static GatewaySettings from(Config config) {
    Config gateway = config.getConfig("troupe.gateway");
    return new GatewaySettings(
        gateway.getString("host"),
        gateway.getInt("port"),
        gateway.getBoolean("insecure-open"),
        AuthSettings.from(gateway),
        HttpsSettings.from(gateway.getConfig("https")),
        new BodyLimits(gateway.getBytes("max-body"), gateway.getBytes("max-batch-body"), gateway.getDuration("body-timeout")),
        new EdgeLimits(
            gateway.getInt("max-waiting"),
            admission(gateway),
            gateway.getInt("rate.calls-per-second"),
            gateway.getInt("rate.burst"),
            gateway.getInt("rate.max-callers")),
        CoordinatorSettings.from(gateway),
        gateway.getInt("max-connections"),
        gateway.getInt("accept-queue"),
        gateway.getDuration("idle-timeout"),
        gateway.getDuration("readiness-timeout"),
        gateway.getDuration("drain-wait"),
        gateway.getDuration("finish-deadline"));
  }

  /** No more can be under way than there are connections. */
  private static AdmissionRule admission(Config gateway) {
    int always = gateway.getInt("overload.always");
    return new AdmissionRule(gateway.getDuration("overload.answer-within"), always, Math.max(always, gateway.getInt("max-connections")));
  }

  private static void requireRange(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("Expected " + key + " from " + min + " to " + max + ", but it is " + value + ".");
    }
  }

  private static void requireAtMostAMinute(String key, Duration value) {
    if (value.isNegative() || value.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("Expected " + key + " from 0 s to 60 s, but it is " + value + ".");
    }
  }
}
