package dev.troupe.gateway.tls;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.HttpsConnectionContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Contexts for connections whose certificate may be renewed while they are being made: files are read again after a while. */
public final class RotatingTls {
  private static final Logger LOG = LoggerFactory.getLogger(RotatingTls.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final PemFiles files;
  private final Duration readAgainAfter;
  private SSLContext context;
  private long readAt;

  /**
   * @param readAgainAfter how long new connections go on with what was read
   * @throws IllegalArgumentException naming what is wrong with the files
   */
  public RotatingTls(PemFiles files, Duration readAgainAfter) {
    this.files = files;
    this.readAgainAfter = readAgainAfter;
    try {
      this.context = files.context();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("Expected a certificate and its key in " + files + ", but: " + e.getMessage(), e);
    }
    this.readAt = System.nanoTime();
  }

  /** @param mutual whether the other side must show a certificate as well */
  public HttpsConnectionContext server(boolean mutual) {
    return ConnectionContext.httpsServer(
        () -> {
          SSLEngine engine = engine(false);
          engine.setNeedClientAuth(mutual);
          return engine;
        });
  }

  /**
   * What this node asks of others over HTTPS from now on shows the certificate. Names are not compared: nodes are asked by addresses that change, and
   * whoever their own authority vouches for is one of them.
   */
  public void useAmongNodes(ActorSystem<?> system) {
    Http.get(system).setDefaultClientHttpsContext(ConnectionContext.httpsClient((host, port) -> engine(true)));
  }

  private SSLEngine engine(boolean client) {
    SSLEngine engine = current().createSSLEngine();
    engine.setUseClientMode(client);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  private synchronized SSLContext current() {
    if (System.nanoTime() - readAt > readAgainAfter.toNanos()) {
      readAt = System.nanoTime();
      try {
        context = files.context();
      } catch (IOException | GeneralSecurityException e) {
        LOG.warn("The certificate cannot be read anew, so the one read before stays: {}", e.getMessage());
      }
    }
    return context;
  }
}
