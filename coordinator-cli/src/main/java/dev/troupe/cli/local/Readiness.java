package dev.troupe.cli.local;

import dev.troupe.cli.CommandFailed;
import dev.troupe.cli.Console;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Waits until nodes say {@code GET /health/ready} = 200, and tells it as it happens. */
public final class Readiness {

  private static final Duration ONE_LOOK = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ONE_LOOK).build();

  /** @throws CommandFailed with the end of its log, when a node's process ends or the limit passes */
  static void await(List<ClusterRecord.Node> nodes, Function<ClusterRecord.Node, Path> logOf, Duration limit, Console console) {
    Readiness readiness = new Readiness();
    long started = System.nanoTime();
    Set<ClusterRecord.Node> ready = new LinkedHashSet<>();
    while (ready.size() < nodes.size()) {
      double seconds = (System.nanoTime() - started) / 1e9;
      for (ClusterRecord.Node node : nodes) {
        if (ready.contains(node)) {
          continue;
        }
        if (readiness.isReady(node.url())) {
          ready.add(node);
          console.line(String.format("%s ready after %.1f s: %s", node.name(), seconds, node.url()));
        } else if (node.process().isEmpty()) {
          throw failed(node, "ended before it was ready", logOf);
        } else if (seconds > limit.toSeconds()) {
          throw failed(node, "was not ready after " + limit.toSeconds() + " s", logOf);
        }
      }
      console.bar(ready.size(), nodes.size(), String.format("%d of %d nodes ready, %.1f s", ready.size(), nodes.size(), seconds));
      Pause.millis(50);
    }
    console.clearBar();
  }

  /** One look, of at most two seconds. */
  public boolean isReady(URI node) {
    HttpRequest request = HttpRequest.newBuilder(node.resolve("/health/ready")).timeout(ONE_LOOK).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + node, interrupted);
    }
  }

  private static CommandFailed failed(ClusterRecord.Node node, String what, Function<ClusterRecord.Node, Path> logOf) {
    Path log = logOf.apply(node);
    return new CommandFailed(node.name() + " " + what + ". The end of its log, " + log + ":\n" + Folders.lastLines(log, 15));
  }
}
