package dev.troupe.load.traffic;

import dev.troupe.cli.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a client needs to speak to a cluster over HTTPS: whom it trusts, and its key. */
final class Trust {
  private Trust() {}

  /** @param authority a PEM file with the certificate of who issued the cluster's; null: whom the JDK trusts */
  static HttpClient client(Path authority) throws IOException {
    HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(3));
    return authority == null ? http.build() : http.sslContext(trusting(authority)).build();
  }

  /** From {@code TROUPE_API_KEY_FILE}, else {@code TROUPE_API_KEY}. */
  static Optional<String> key() throws IOException {
    String file = System.getenv("TROUPE_API_KEY_FILE");
    String key = file == null ? System.getenv("TROUPE_API_KEY") : Files.readString(Path.of(file)).strip();
    return Optional.ofNullable(key).filter(text -> !text.isBlank());
  }

  private static SSLContext trusting(Path authority) throws IOException {
    try (InputStream in = Files.newInputStream(authority)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException wrong) {
      throw new CommandFailed("--authority: " + authority + " is not a certificate: " + wrong.getMessage());
    }
  }
}
