package dev.troupe.load.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** {@code GET /v1/events}. */
final class EventRows {
  private static final int PATIENCE_SECONDS = 20;
  private final Walk walk;
  private final Wire wire;
  private final String id;

  EventRows(Walk walk, Wire wire, String run) {
    this.walk = walk;
    this.wire = wire;
    this.id = "heard-" + run;
  }

  void walk() {
    Reply added = follow(new String[0], lines -> lines.stream().anyMatch(line -> line.startsWith("data:") && line.contains(id)), true);
    walk.row("GET /v1/events", "200, id, event work.added, CloudEvents data", added,
      got -> got.status() == 200 && got.text().contains("event:") && got.text().contains("work.added") && got.text().contains("\"specversion\":\"1.0\""));
    String position = added.text().lines().filter(line -> line.startsWith("id:")).findFirst().map(line -> line.substring(3).trim()).orElse("");
    if (position.isEmpty()) {
      walk.notShown("GET /v1/events, Last-Event-ID", "200, what came after it", "no position was seen");
    } else {
      wire.post("/v1/work/" + id + "/cancel", null);
      Reply resumed = follow(new String[] {"Last-Event-ID", position}, lines -> lines.stream().anyMatch(line -> line.startsWith("data:") && line.contains(id) && line.contains("work.cancelled")), false);
      walk.row("GET /v1/events, Last-Event-ID, another node", "200, what came after it", resumed, got -> got.text().contains("work.cancelled"));
    }
    Reply comment = follow(new String[0], lines -> lines.stream().anyMatch(line -> line.startsWith(":")), false);
    walk.row("GET /v1/events, nothing happens", "a comment within 20 s", comment, got -> got.text().lines().anyMatch(line -> line.startsWith(":")));
    walk.notShown("GET /v1/events, a position that is too old", "event: reset", "it needs a journal older than what is kept");
  }

  /** Reads until it is enough, the stream ends, or patience does. */
  private Reply follow(String[] headers, Predicate<List<String>> enough, boolean thenAdd) {
    try {
      HttpResponse<InputStream> response = wire.stream("/v1/events", headers);
      List<String> lines = new ArrayList<>();
      CompletableFuture<Void> read = CompletableFuture.runAsync(() -> read(response.body(), lines, enough));
      if (thenAdd) {
        wire.post("/v1/work", "{'id':'" + id + "','work_type':'walk','title':'Hear'}");
      }
      try {
        read.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException | InterruptedException over) {
        read.cancel(true);
      }
      response.body().close();
      synchronized (lines) {
        String text = String.join("\n", lines);
        return new Reply(response.statusCode(), response.headers(), com.fasterxml.jackson.databind.node.MissingNode.getInstance(), text);
      }
    } catch (IOException broken) {
      throw new dev.troupe.cli.CommandFailed("Could not follow the events: " + broken, broken);
    }
  }

  private static void read(InputStream in, List<String> lines, Predicate<List<String>> enough) {
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.add(line);
          if (enough.test(lines)) {
            return;
          }
        }
      }
    } catch (IOException closed) {
      // Closed by the reader above when its patience was over: what was read until then is the answer.
      return;
    }
  }
}
