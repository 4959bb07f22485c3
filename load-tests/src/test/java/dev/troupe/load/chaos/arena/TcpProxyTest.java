package dev.troupe.load.chaos.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  private final AtomicInteger heard = new AtomicInteger();
  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    proxy = new TcpProxy("127.0.0.1", () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), 1);
    Thread echo = new Thread(this::echo);
    echo.setDaemon(true);
    echo.start();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void passesWhatComesBothWays() throws IOException {
    try (Socket client = connected()) {
      assertThat(sayAndHear(client)).isEqualTo(42);
    }
  }

  @Test
  void losesTheAnswerOfARequestThatIsThrough() throws IOException {
    proxy.loseAnswers(1);
    try (Socket client = connected()) {
      assertThat(sayAndHear(client)).isEqualTo(-1);
      assertThat(heard).hasValue(1);
    }
  }

  @Test
  void holdsEverythingBackWhileFrozenAndLosesNothing() throws IOException {
    try (Socket client = connected()) {
      assertThat(sayAndHear(client)).isEqualTo(42);
      proxy.freeze();
      client.setSoTimeout(200);
      assertThatThrownBy(() -> sayAndHear(client)).isInstanceOf(SocketTimeoutException.class);
      assertThat(heard).hasValue(1);
      proxy.heal();
      client.setSoTimeout(10_000);
      assertThat(client.getInputStream().read()).isEqualTo(42);
    }
  }

  @Test
  void delaysEachWay() throws IOException {
    try (Socket client = connected()) {
      assertThat(sayAndHear(client)).isEqualTo(42);
      proxy.delay(Duration.ofMillis(100));
      long before = System.nanoTime();
      assertThat(sayAndHear(client)).isEqualTo(42);
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(200_000_000L);
    }
  }

  @Test
  void breaksWhatIsConnected() throws IOException {
    try (Socket client = connected()) {
      assertThat(sayAndHear(client)).isEqualTo(42);
      proxy.cutAll();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  private Socket connected() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static int sayAndHear(Socket client) throws IOException {
    client.getOutputStream().write(42);
    return client.getInputStream().read();
  }

  private void echo() {
    while (true) {
      try (Socket one = server.accept()) {
        for (int said = one.getInputStream().read(); said >= 0; said = one.getInputStream().read()) {
          heard.incrementAndGet();
          one.getOutputStream().write(said);
        }
      } catch (IOException over) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }
}
