package dev.troupe.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.gateway.LogLines;
import dev.troupe.gateway.events.EventClient.Event;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream over real HTTP, before a feed in memory. */
class EventStreamTest {
  private static final StubFeed feed = new StubFeed();
  private static Fleet fleet;
  private static ActorRef<FeedQuery> first;
  private static ActorRef<FeedQuery> second;

  @BeforeAll
  static void start() throws Exception {
    fleet = Fleet.start(false);
    assertThat(fleet.client.get("/v1/events").code()).as("before any coordinator is there").isEqualTo("unavailable");
    first = feed.start(fleet.kit);
    second = feed.start(fleet.kit);
    while (fleet.client.get("/v1/events?event=").code().equals("unavailable") || !isOpen()) {
      Thread.onSpinWait();
    }
  }

  private static boolean isOpen() {
    try (EventClient client = new EventClient(fleet.client.port, "", "")) {
      return client.status.contains("200");
    }
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @BeforeEach
  void everyFeedAnswers() {
    feed.speakAgain();
  }

  @Test
  void givesEveryChangeInOrderFromNowOn() {
    try (EventClient client = EventClient.fromNow(fleet.client.port, "?team=now")) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        ids.add(feed.publish("w-" + i % 7, "work.completed", "now", "{}").toString());
      }
      List<Event> events = client.next(150);
      assertThat(events).extracting(Event::id).containsExactlyElementsOf(ids);
      assertThat(events.get(0).name()).isEqualTo("work.completed");
    }
  }

  @Test
  void goesOnAfterAnyPositionWhileEventsKeepComing() {
    List<String> ids = publish(700);
    CompletableFuture<List<String>> more = CompletableFuture.supplyAsync(() -> publish(700));
    List<String> seen = new ArrayList<>();
    String last = ids.get(20);
    while (seen.size() < 1_200) {
      try (EventClient client = EventClient.after(fleet.client.port, last)) {
        client.next(97).forEach(event -> seen.add(event.id()));
        last = seen.get(seen.size() - 1);
      }
    }
    List<String> all = new ArrayList<>(ids.subList(21, 700));
    all.addAll(more.join());
    assertThat(seen).containsExactlyElementsOf(all.subList(0, seen.size()));
  }

  @Test
  void goesOnAtAnotherFeedWithoutGapOrRepeat() {
    EventPosition from = feed.publish("w-0");
    try (EventClient client = EventClient.after(fleet.client.port, from.toString())) {
      List<String> ids = publish(30);
      assertThat(client.next(30)).extracting(Event::id).containsExactlyElementsOf(ids);
      feed.silence(first);
      List<String> more = publish(30);
      assertThat(client.next(30)).extracting(Event::id).containsExactlyElementsOf(more);
      feed.speakAgain();
      feed.silence(second);
      List<String> evenMore = publish(30);
      assertThat(client.next(30)).extracting(Event::id).containsExactlyElementsOf(evenMore);
    }
  }

  @Test
  void cutsOffASlowReaderWhileOthersGoOn() throws Exception {
    try (LogLines log = LogLines.watch();
        Socket slow = new Socket();
        EventClient quick = EventClient.fromNow(fleet.client.port, "?team=flood")) {
      slow.setReceiveBufferSize(4_096);
      slow.setSoTimeout(20_000);
      slow.connect(new InetSocketAddress("127.0.0.1", fleet.client.port));
      slow.getOutputStream().write("GET /v1/events?team=flood HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      String data = "\"" + "x".repeat(20_000) + "\"";
      int flood = 1_500;
      CompletableFuture<Void> flooding =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < flood; i++) {
                  feed.publish("w-" + i, "work.progressed", "flood", data);
                }
              });
      assertThat(quick.next(flood)).hasSize(flood);
      flooding.get(1, TimeUnit.SECONDS);
      assertThat(bytesUntilTheEnd(slow.getInputStream())).as("bytes the slow reader was given").isLessThan(20_000L * flood);
      String last = feed.publish("w-last", "work.claimed", "flood", "{}").toString();
      assertThat(quick.next().id()).isEqualTo(last);
      assertThat(log.saying("cut off")).as("said once for each, and as no fault").isNotEmpty().doesNotHaveDuplicates().allMatch(line -> line.level() == Level.WARN);
      assertThat(log.saying("Response stream")).isEmpty();
    }
  }

  private static long bytesUntilTheEnd(InputStream stream) {
    byte[] buffer = new byte[64 * 1024];
    long bytes = 0;
    try {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        bytes += read;
      }
    } catch (java.net.SocketTimeoutException open) {
      throw new AssertionError("Expected the connection to be closed, but it is open after " + bytes + " bytes.", open);
    } catch (java.io.IOException reset) {
      return bytes;
    }
    return bytes;
  }

  @Test
  void commentsWithThePositionReachedWhenNothingElseComes() {
    try (EventClient client = EventClient.fromNow(fleet.client.port, "?work_id=nobody")) {
      String position = feed.publish("somebody").toString();
      Event ping = client.until(block -> block.comments().contains("ping") && block.id().equals(position));
      assertThat(ping.data()).isEmpty();
    }
  }

  @Test
  void tellsToBeginAnewWhereItCannotGoOn() throws Exception {
    for (String unknown : List.of("7-7777", "9999999-1", "nonsense", "1-2-3")) {
      try (EventClient client = EventClient.after(fleet.client.port, unknown)) {
        String now = feed.publish("w-1").toString();
        Event reset = client.next();
        assertThat(reset.name()).isEqualTo("reset");
        var data = new ObjectMapper().readTree(reset.data());
        assertThat(data.path("type").asText()).isEqualTo("dev.troupe.reset");
        assertThat(data.at("/data/reason").asText()).isEqualTo("unknown");
        assertThat(client.until(event -> event.id().equals(now)).id()).isEqualTo(now);
      }
    }
  }

  @Test
  void takesThePositionFromTheAddressUnlessTheHeaderHasOne() {
    String start = feed.publish("w-1").toString();
    String middle = feed.publish("w-2").toString();
    String end = feed.publish("w-3").toString();
    try (EventClient client = new EventClient(fleet.client.port, "?last_event_id=" + start, "")) {
      assertThat(client.next(2)).extracting(Event::id).containsExactly(middle, end);
    }
    try (EventClient client = new EventClient(fleet.client.port, "?last_event_id=" + start, "Last-Event-ID: " + middle + "\r\n")) {
      assertThat(client.next().id()).isEqualTo(end);
    }
  }

  @Test
  void givesOnlyWhatIsAskedFor() {
    String start = feed.publish("w-1").toString();
    feed.publish("f-1", "work.claimed", "red", "{}");
    String completed = feed.publish("f-1", "work.completed", "red", "{}").toString();
    feed.publish("f-2", "work.completed", "green", "{}");
    String other = feed.publish("f-3", "work.completed", "red", "{}").toString();
    String query = "?team=red,yellow&type=code&event=work.comp,agent&agent_id=ada&last_event_id=" + start;
    try (EventClient client = new EventClient(fleet.client.port, query, "")) {
      assertThat(client.next(2)).extracting(Event::id).containsExactly(completed, other);
    }
    try (EventClient client = new EventClient(fleet.client.port, "?work_id=f-3&last_event_id=" + start, "")) {
      assertThat(client.next().id()).isEqualTo(other);
    }
  }

  @Test
  void refusesParametersThatMeanNothing() {
    Answer typo = fleet.client.get("/v1/events?teams=red");
    assertThat(typo.code()).isEqualTo("invalid");
    assertThat(typo.body().toString()).contains("Did you mean team?");
    assertThat(fleet.client.get("/v1/events?team=" + "a,".repeat(60) + "b").code()).isEqualTo("invalid");
    assertThat(fleet.client.get("/v1/events?work_id=").code()).isEqualTo("invalid");
  }

  private static List<String> publish(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(feed.publish("w-" + i % 7).toString());
    }
    return ids;
  }
}
