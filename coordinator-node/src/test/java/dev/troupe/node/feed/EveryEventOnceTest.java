package dev.troupe.node.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.node.feed.Listener.Heard;
import dev.troupe.node.feed.StoredJournal.Stored;
import dev.troupe.protocol.EventPosition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Readers that come and go on three nodes, while others write and roll back: nothing is missed, nothing comes twice. */
class EveryEventOnceTest {
  private static final int WRITERS = 4;
  private static final int READERS = 12;
  private static final String LAST = "work|last";

  private final long seed = Long.getLong("troupe.seed", System.nanoTime());
  private final List<Stored> stored = Collections.synchronizedList(new ArrayList<>());

  @Test
  void reachesEachReaderOnceAndInOrder() throws Exception {
    System.out.println("readers that come and go: seed " + seed);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (StoredJournal journal = new StoredJournal()) {
      String small = "troupe.feed.recent-events = 100, troupe.gateway.events { recent-events = 100, gather = 5 ms }";
      journal.join("\"coordinator\", \"gateway\"", small);
      journal.join("\"coordinator\", \"gateway\"", small);
      journal.join("\"gateway\"", small);
      List<Future<Void>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        writers.add(threads.submit(() -> write(journal, number)));
      }
      List<Future<List<Heard>>> readers = new ArrayList<>();
      for (int reader = 0; reader < READERS; reader++) {
        readers.add(threads.submit(reading(journal.ports, new Random(seed - 1 - reader))));
      }
      for (Future<Void> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
      try (Connection connection = journal.database.connect()) {
        StoredJournal.insert(connection, List.of(Stored.work("last", 1, Instant.now())));
        stored.add(Stored.work("last", 1, Instant.now()));
      }
      for (Future<List<Heard>> reader : readers) {
        check(reader.get(90, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Three items of its own; one transaction in three is rolled back, one in ten stays open for a while. */
  private Void write(StoredJournal journal, int writer) throws SQLException {
    Random random = new Random(seed + writer);
    long[] next = {1, 1, 1};
    try (Connection connection = journal.database.connect()) {
      connection.setAutoCommit(false);
      for (int transaction = 0; transaction < 250; transaction++) {
        long[] after = next.clone();
        List<Stored> events = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
          int item = random.nextInt(3);
          events.add(Stored.work(writer + "-" + item, after[item]++, Instant.now()));
        }
        StoredJournal.insert(connection, events);
        if (random.nextInt(10) == 0) {
          LockSupport.parkNanos(random.nextInt(30_000_000));
        }
        if (random.nextInt(3) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          stored.addAll(events);
          next = after;
        }
      }
    }
    return null;
  }

  /** Hears a few events from some node, breaks off, and goes on at another, until it has heard the last one. */
  private static Callable<List<Heard>> reading(List<Integer> ports, Random random) {
    return () -> {
      List<Heard> heard = new ArrayList<>();
      String last = EventPosition.START.toString();
      while (true) {
        try (Listener listener = new Listener(ports.get(random.nextInt(ports.size())), last)) {
          for (int left = 1 + random.nextInt(random.nextBoolean() ? 10 : 300); left > 0; left--) {
            Heard next = listener.next();
            if (next == null) {
              break;
            }
            heard.add(next);
            last = next.id();
            if (next.data().contains("\"subject\":\"last\"")) {
              return heard;
            }
          }
        } catch (IOException broken) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
      }
    };
  }

  private void check(List<Heard> heard) throws IOException {
    Map<String, Long> versions = new HashMap<>();
    List<EventPosition> positions = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (Heard each : heard) {
      JsonNode event = mapper.readTree(each.data());
      String item = "work|" + event.path("subject").asText();
      long version = event.path("version").asLong();
      assertThat(version).as("seed %d: %s", seed, each).isEqualTo(versions.getOrDefault(item, 0L) + 1);
      versions.put(item, version);
      positions.add(EventPosition.parse(each.id()).orElseThrow());
      keys.add(item + "#" + version);
      assertThat(event.path("team").asText()).as(each.data()).isEqualTo("blue");
      assertThat(event.path("worktype").asText()).isEqualTo("code");
      assertThat(each.data()).doesNotContain("lease_token", "fingerprint");
    }
    assertThat(positions).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
    assertThat(keys).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(stored.stream().map(each -> each.persistenceId() + "#" + each.version()).toList());
    assertThat(versions).containsKey(LAST);
  }
}
