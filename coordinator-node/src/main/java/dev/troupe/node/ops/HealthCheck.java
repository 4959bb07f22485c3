package dev.troupe.node.ops;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The container's health check, for images without a shell: exits with 0 when this container's gateway answers {@code GET /health/started}
 * with 200. Uses the JDK alone, so that it starts within a fraction of a second.
 */
public final class HealthCheck {
  private static final int PATIENCE_MILLIS = 4_000;

  private HealthCheck() {}

  public static void main(String[] arguments) throws GeneralSecurityException {
    boolean secure = !System.getenv().getOrDefault("TROUPE_HTTPS_CERT", "").isBlank();
    String port = System.getenv().getOrDefault("TROUPE_HTTP_PORT", "8080");
    URI started = URI.create((secure ? "https" : "http") + "://127.0.0.1:" + port + "/health/started");
    try {
      System.exit(healthy(started) ? 0 : 1);
    } catch (IOException silence) {
      System.out.println(silence.getMessage());
      System.exit(1);
    }
  }

  private static boolean healthy(URI uri) throws IOException, GeneralSecurityException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    if (connection instanceof HttpsURLConnection secured) {
      secured.setSSLSocketFactory(trusting().getSocketFactory());
      secured.setHostnameVerifier((host, session) -> true);
    }
    int status = connection.getResponseCode();
    System.out.println(status);
    return status == 200;
  }

  /** It asks this container's own loopback address: there is nobody whose name a certificate could prove. */
  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
    return context;
  }

  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String method) {
      throw new UnsupportedOperationException("This is a client.");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String method) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
