package dev.troupe.gateway;

import com.typesafe.config.Config;
import dev.troupe.gateway.tls.PemFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code troupe.gateway.https}; reference.conf explains each key.
 *
 * @param hstsMaxAge zero: browsers are not told to stay with HTTPS
 */
public record HttpsSettings(PemFiles files, Duration readAgainAfter, Duration hstsMaxAge) {

  /**
   * @param https the section
   * @return empty when no certificate is named
   * @throws IllegalArgumentException if only one of certificate and key is
   */
  static Optional<HttpsSettings> from(Config https) {
    String certificate = https.getString("certificate");
    String key = https.getString("key");
    if (certificate.isBlank() != key.isBlank()) {
      throw new IllegalArgumentException("Expected both https.certificate and https.key or neither, but one of them is empty.");
    }
    if (certificate.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpsSettings(
            new PemFiles(Path.of(certificate), Path.of(key), Optional.empty()),
            https.getDuration("read-again-after"),
            https.getDuration("hsts-max-age")));
  }
}
