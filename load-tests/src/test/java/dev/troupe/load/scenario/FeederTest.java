package dev.troupe.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FeederTest {

  private static final int LINES = 4;
  private static final long HALF_A_SECOND = 500_000_000L;

  /** With four lines a closed loop would see four slow calls and then only fast ones. */
  @Test
  void countsTheTimeThatArrivalsWaitedWhileTheServiceStalled() throws Exception {
    CountDownLatch stall = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> {
      try {
        exchange.getRequestBody().readAllBytes();
        stall.await();
        exchange.sendResponseHeaders(201, -1);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } finally {
        exchange.close();
      }
    });
    server.start();
    try (Stage stage = new Stage(List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())), Optional.empty())) {
      Feeder feeder = new Feeder(stage, stage.voices("adder", LINES), Shape.USUAL);
      feeder.feed(Pace.even(200), HALF_A_SECOND);
      stall.countDown();
      while (!feeder.isIdle()) {
        Thread.onSpinWait();
      }
      Meter.Point adds = stage.meter().totals().get(Op.ADD);
      assertThat(feeder.added()).isEqualTo(100);
      assertThat(adds.done()).isEqualTo(100);
      assertThat(adds.maxMs()).isGreaterThan(450);
      assertThat(adds.p50Ms()).isGreaterThan(200);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
