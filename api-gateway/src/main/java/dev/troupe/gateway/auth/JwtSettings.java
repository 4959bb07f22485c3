package dev.troupe.gateway.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.typesafe.config.Config;
import dev.troupe.protocol.Names;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code troupe.gateway.auth.jwt}; reference.conf explains each key.
 *
 * @param keys where the issuer's public keys are: https, a file, or http on loopback
 * @param algorithms asymmetric ones only: with a shared secret, whoever can check a token could also make one
 * @param clockSkew how far the issuer's clock may be off. 0 to 5 min
 * @param refresh how long the public keys are used before they are read again. 1 min to 1 day
 */
public record JwtSettings(
    String issuer,
    String audience,
    URL keys,
    String roleClaim,
    String agentsClaim,
    Set<JWSAlgorithm> algorithms,
    Duration clockSkew,
    Duration refresh) {
  private static final Set<JWSAlgorithm> SUPPORTED = supported();

  public JwtSettings {
    for (String text : List.of(issuer, audience, roleClaim, agentsClaim)) {
      if (text.isBlank()) {
        throw new IllegalArgumentException(
            "Expected troupe.gateway.auth.jwt with issuer, audience, jwks, role-claim and agents-claim, but one is empty.");
      }
    }
    if (algorithms.isEmpty() || !SUPPORTED.containsAll(algorithms)) {
      throw new IllegalArgumentException("Expected jwt.algorithms out of " + SUPPORTED + ", but they are " + algorithms + ".");
    }
    Names.requireRange("jwt.clock-skew in seconds", clockSkew.toSeconds(), 0, 300);
    Names.requireRange("jwt.refresh in seconds", refresh.toSeconds(), 60, 86_400);
    algorithms = Set.copyOf(algorithms);
  }

  /** Empty when no issuer is named: tokens are then refused. */
  static Optional<JwtSettings> from(Config jwt) {
    if (jwt.getString("issuer").isBlank()) {
      return Optional.empty();
    }
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    jwt.getStringList("algorithms").forEach(name -> algorithms.add(JWSAlgorithm.parse(name)));
    return Optional.of(
        new JwtSettings(
            jwt.getString("issuer"),
            jwt.getString("audience"),
            location(jwt.getString("jwks")),
            jwt.getString("role-claim"),
            jwt.getString("agents-claim"),
            algorithms,
            jwt.getDuration("clock-skew"),
            jwt.getDuration("refresh")));
  }

  private static URL location(String jwks) {
    try {
      URI uri = jwks.contains("://") ? URI.create(jwks) : Path.of(jwks).toAbsolutePath().toUri();
      boolean loopback = Set.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(uri.getHost()));
      if (jwks.isBlank() || !Set.of("https", "file", "http").contains(uri.getScheme()) || uri.getScheme().equals("http") && !loopback) {
        throw new IllegalArgumentException("Expected jwt.jwks to be an https URL or a file, but it is \"" + jwks + "\".");
      }
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("Expected jwt.jwks to be an https URL or a file, but it is \"" + jwks + "\".", e);
    }
  }

  private static Set<JWSAlgorithm> supported() {
    Set<JWSAlgorithm> supported = new HashSet<>(JWSAlgorithm.Family.RSA);
    supported.addAll(Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
    return Set.copyOf(supported);
  }
}
