package dev.troupe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a certificate, made by the script that people use. */
class HttpsTest {
  private static final Duration READ_AGAIN_AFTER = Duration.ofMillis(200);

  @TempDir static Path folder;
  private static Fleet fleet;
  private static SSLContext trusting;

  @BeforeAll
  static void startWithACertificate() throws Exception {
    issue(folder);
    trusting = trusting(folder.resolve("https-ca.crt"));
    fleet = Fleet.start(true, settings("read-again-after = " + READ_AGAIN_AFTER.toMillis() + " ms"));
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  /** Again into the same folder: a new certificate and key of the same authority. */
  private static void issue(Path into) throws Exception {
    Path script = Path.of("..", "deploy", "make-dev-ca.sh").toAbsolutePath().normalize();
    File log = folder.resolve("openssl.log").toFile();
    Process made = new ProcessBuilder("bash", script.toString(), into.toString()).redirectErrorStream(true).redirectOutput(log).start();
    assertThat(made.waitFor()).as(Files.readString(log.toPath())).isZero();
  }

  private static String settings(String more) {
    return "troupe.gateway.https { certificate = \"" + folder.resolve("https_cert") + "\", key = \"" + folder.resolve("https_key") + "\", " + more + " }";
  }

  private static SSLContext trusting(Path authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(Files.readAllBytes(authority))));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static HttpResponse<String> get(SSLContext context, int port, String path) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).timeout(Duration.ofSeconds(20)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  @Test
  void answersAndTellsBrowsersToStayWithHttps() throws Exception {
    for (String path : new String[] {"/v1/status", "/health/live", "/v1/work/nothing", "/nowhere"}) {
      HttpResponse<String> answer = get(trusting, fleet.client.port, path);
      assertThat(answer.statusCode()).as(path).isIn(200, 404);
      assertThat(answer.headers().allValues("strict-transport-security")).as(path).containsExactly("max-age=31536000");
    }
  }

  @Test
  void tellsNothingOfTheKindWhenItIsTurnedOff() throws Exception {
    try (Fleet quiet = Fleet.start(false, settings("hsts-max-age = 0 s"))) {
      HttpResponse<String> answer = get(trusting, quiet.client.port, "/health/live");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("strict-transport-security")).isEmpty();
    }
  }

  @Test
  void refusesPlainHttp() throws IOException {
    try (Socket plain = new Socket("localhost", fleet.client.port)) {
      plain.setSoTimeout(20_000);
      plain.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = plain.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).as("an alert of TLS at most, and the connection is closed").doesNotContain("HTTP");
    }
  }

  @Test
  void isNotTakenForItByWhomNobodyToldOfTheAuthority() throws Exception {
    assertThatThrownBy(() -> get(SSLContext.getDefault(), fleet.client.port, "/health/live")).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void takesUpARenewedCertificateAndKeepsTheOldOneWhileTheFilesAreBroken() throws Exception {
    try (SSLSocket open = connect()) {
      BigInteger first = serial(open);
      issue(folder);
      BigInteger second = awaitOtherThan(first);
      assertThat(live(open)).as("a connection from before goes on").startsWith("HTTP/1.1 200");
      staysWith(second, "no key");
      staysWith(second, Files.readString(folder.resolve("node_key")));
      issue(folder);
      awaitOtherThan(second);
    }
  }

  /** A key that is none, or another certificate's, as when only one of two files has been replaced yet. */
  private static void staysWith(BigInteger certificate, String key) throws IOException {
    Files.writeString(folder.resolve("https_key"), key);
    long readAgain = System.nanoTime() + READ_AGAIN_AFTER.multipliedBy(3).toNanos();
    do {
      assertThat(serial()).isEqualTo(certificate);
    } while (System.nanoTime() < readAgain);
  }

  private static BigInteger awaitOtherThan(BigInteger before) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    BigInteger now = serial();
    while (now.equals(before)) {
      assertThat(System.nanoTime()).as("the renewed certificate").isLessThan(end);
      now = serial();
    }
    return now;
  }

  private static SSLSocket connect() throws IOException {
    SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("localhost", fleet.client.port);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }

  private static BigInteger serial() throws IOException {
    try (SSLSocket socket = connect()) {
      return serial(socket);
    }
  }

  private static BigInteger serial(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  private static String live(SSLSocket socket) throws IOException {
    socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] head = socket.getInputStream().readNBytes(12);
    return new String(head, StandardCharsets.US_ASCII);
  }

  @Test
  void refusesACertificateWithoutAKey() {
    assertThatThrownBy(
            () ->
                GatewaySettings.from(
                    ConfigFactory.parseString("troupe.gateway.https.certificate = cert.pem").withFallback(ConfigFactory.parseResources("reference.conf")).resolve()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https.key");
  }
}
