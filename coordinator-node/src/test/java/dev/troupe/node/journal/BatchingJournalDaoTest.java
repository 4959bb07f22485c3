package dev.troupe.node.journal;

import static dev.troupe.node.journal.PluggedJournal.atomic;
import static dev.troupe.node.journal.PluggedJournal.event;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.journal.Tagged;
import dev.troupe.node.journal.Happened.Claimed;
import dev.troupe.node.journal.Happened.ItemId;
import dev.troupe.node.journal.Happened.Noted;
import dev.troupe.node.journal.Happened.Odd;
import dev.troupe.node.journal.Happened.Token;
import dev.troupe.node.journal.PluggedJournal.Dao;
import dev.troupe.node.journal.PluggedJournal.Outcome;
import dev.troupe.node.journal.PluggedJournal.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** What our DAO promises beyond the stock one. */
class BatchingJournalDaoTest {
  private PluggedJournal journal;

  private void open(Map<String, ?> settings) {
    journal = new PluggedJournal(Dao.OURS, settings);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void showsAnAuditorWhatHappened() throws Exception {
    open(Map.of());
    journal.store(atomic(event("work|w|17", 1, new Claimed(Happened.AT, new ItemId("w|17"), new Token(3), 30, Optional.of("a-1"),
        Optional.of("operator é"), Optional.of("req \\u0000 \"1\","), Optional.of("0af7"))))).outcomes();
    journal.storeNotes("agent|a-1", 1, "back\\slash");

    String row = journal.ask("SELECT row_to_json(e)::jsonb - 'position' FROM audit_event e WHERE agent_id = 'a-1'");
    assertThat(row).isEqualTo("{\"at\": \"2026-11-21T05:00:00.123456+00:00\", "
        + "\"data\": {\"at\": \"2026-11-21T05:00:00.123456Z\", \"actor\": \"operator é\", \"work_id\": \"w|17\", \"agent_id\": \"a-1\", "
        + "\"trace_id\": \"0af7\", \"request_id\": \"req \\\\u0000 \\\"1\\\",\", \"lease_token\": 3, \"lease_seconds\": 30.0}, "
        + "\"actor\": \"operator é\", \"action\": \"work.claimed\", \"agent_id\": \"a-1\", \"ordering\": 1, "
        + "\"trace_id\": \"0af7\", \"entity_id\": \"w|17\", \"request_id\": \"req \\\\u0000 \\\"1\\\",\", "
        + "\"entity_kind\": \"work\", \"persistence_id\": \"work|w|17\", \"sequence_number\": 1}");
    assertThat(journal.ask("SELECT position ~ '^[0-9]+-1$' FROM audit_event WHERE agent_id = 'a-1'")).isEqualTo("t");
    assertThat(journal.ask("SELECT data->>'note' || coalesce(agent_id, '-') || coalesce(request_id, '-') FROM audit_event"
        + " WHERE entity_kind = 'agent'")).isEqualTo("back\\slash--");
  }

  @Test
  void keepsEachEntitysEventsInTheOrderReadersFollow() throws Exception {
    open(Map.of("troupe.journal.batch-size", 7));
    for (int number = 1; number <= 10; number++) {
      List<Receipt> receipts = new ArrayList<>();
      for (int entity = 0; entity < 30; entity++) {
        receipts.add(journal.store(
            atomic(event("work|" + entity, 2 * number - 1, Noted.of("x")), event("work|" + entity, 2 * number, Noted.of("y")))));
      }
      receipts.forEach(r -> assertThat(r.outcomes()).extracting(Outcome::kind).containsOnly(Outcome.STORED));
    }

    String behind = journal.ask("""
        SELECT count(*) FROM (SELECT sequence_number AS n, lag(sequence_number) OVER
         (PARTITION BY persistence_id ORDER BY txid, ordering) AS before FROM event_journal
         WHERE txid < pg_snapshot_xmin(pg_current_snapshot())) AS stream WHERE n <> coalesce(before, 0) + 1""");
    assertThat(behind).isEqualTo("0");
    assertThat(journal.ask("SELECT count(*) FROM event_journal WHERE txid < pg_snapshot_xmin(pg_current_snapshot())")).isEqualTo("600");
    assertThat(journal.ask("SELECT count(DISTINCT txid) < 600 FROM event_journal")).isEqualTo("t");
  }

  @Test
  void storesTheNeighboursOfADuplicate() throws Exception {
    open(Map.of("troupe.journal.writers", 1));
    journal.storeNotes("work|13", 1, "taken");
    journal.storeNotes("work|31", 1, "taken");
    List<Receipt> receipts = new ArrayList<>();
    try (PluggedJournal.Block block = journal.blockWrites()) {
      journal.store(atomic(event("work|holder", 1, Noted.of("holds the writer"))));
      block.awaitBlockedWriters(1);
      for (int i = 0; i < 50; i++) {
        receipts.add(journal.store(atomic(event("work|" + i, 1, Noted.of("x")))));
      }
    }
    for (int i = 0; i < 50; i++) {
      Outcome outcome = receipts.get(i).outcomes().get(0);
      assertThat(outcome.kind()).isEqualTo(Set.of(13, 31).contains(i) ? Outcome.FAILED : Outcome.STORED);
      if (i == 13) {
        assertThat(outcome.cause()).isInstanceOf(DuplicateSequenceNumber.class)
            .hasMessage("Expected to store work|13 1..1, but one of these numbers is already stored:"
                + " another copy of this entity has written.");
      }
    }
  }

  /** What is told without asking again is what another node may just have made old; what this node has stored it knows. */
  @Test
  void tellsTheNewestNumberThatWasReadAlongOnceAndOnlyUntilThisNodeStoresMore() throws Exception {
    open(Map.of());
    StoredEntities stored = JournalDatabase.get(journal.system).stored();
    assertThat(stored.hasSnapshot("work|new").toCompletableFuture().join()).isFalse();
    assertThat(newest(stored, "work|new")).isZero();

    journal.storeNotes("work|1", 1, "a", "b");
    stored.hasSnapshot("work|1").toCompletableFuture().join();
    journal.ask("UPDATE event_journal SET sequence_number = 3 WHERE persistence_id = 'work|1' AND sequence_number = 2 RETURNING 1");
    assertThat(newest(stored, "work|1")).as("read along").isEqualTo(2);
    assertThat(newest(stored, "work|1")).as("asked").isEqualTo(3);

    stored.hasSnapshot("work|1").toCompletableFuture().join();
    journal.storeNotes("work|1", 4, "c");
    assertThat(newest(stored, "work|1")).as("stored since").isEqualTo(4);

    Receipt underWay;
    try (PluggedJournal.Block block = journal.blockWrites()) {
      underWay = journal.store(atomic(event("work|1", 5, Noted.of("d"))));
      block.awaitBlockedWriters(1);
      stored.hasSnapshot("work|1").toCompletableFuture().join();
    }
    underWay.outcomes();
    assertThat(newest(stored, "work|1")).as("under way when it was read").isEqualTo(5);
    assertThat(journal.replay("work|1").numbers()).containsExactly(1L, 3L, 4L, 5L);
  }

  private static long newest(StoredEntities stored, String id) {
    return stored.highestSequenceNumber(id).toCompletableFuture().join();
  }

  @Test
  void rejectsWhatItCannotStoreAndSaysWhy() {
    open(Map.of("akka.actor.serialization-bindings.\"java.lang.String\"", "primitive-string"));
    assertRejected("plain text", "Expected an event that implements JournalFacts, but java.lang.String does not.");
    assertRejected(new Tagged(Noted.of("x"), CollectionConverters.asScala(Set.of("tag")).toSet()), "without tags");
    assertRejected(Noted.of("a \u0000 in a text"), "a text in it holds the character 0");
    assertRejected(Noted.of("half \ud83d of a pair"), "half a surrogate pair");
    assertRejected(Noted.of("the wrong half \ude00"), "half a surrogate pair");
    assertRejected(new Odd(Happened.AT, "test.odd", "a\u0000b", false), "request id that PostgreSQL can store, but its character 1 is 0");
    assertRejected(new Odd(Happened.AT, "test.odd", "a\ud83d", false), "request id in Unicode, but its character 1 is half a pair");
    assertRejected(new Odd(Happened.AT, "test.odd", "r".repeat(513), false), "at most 512 characters as request id, but there are 513");
    assertRejected(new Odd(Happened.AT, "", null, false), "Expected an action such as work.claimed");
    assertRejected(new Odd(Happened.AT, null, null, false), "Expected a text as action, but it is null");
    assertRejected(new Odd(null, "test.odd", null, false), "at() is null");
    assertThat(journal.replay("work|odd").payloads()).isEmpty();
    assertThat(journal.storeNotes("work|odd", 1, "a \\u0000 that is text 😀")).extracting(Outcome::kind).containsExactly(Outcome.STORED);
    assertThat(journal.replay("work|odd").payloads()).containsExactly(Noted.of("a \\u0000 that is text 😀"));
  }

  private void assertRejected(Object payload, String message) {
    Outcome outcome = journal.store(atomic(event("work|odd", 1, payload))).outcomes().get(0);
    assertThat(outcome.kind()).isEqualTo(Outcome.REJECTED);
    assertThat(outcome.cause()).hasMessageContaining(message);
  }

  @Test
  void failsWhatTheQueueHasNoRoomFor() throws Exception {
    open(Map.of("troupe.journal.writers", 1, "troupe.journal.queue-size", 2));
    List<Receipt> waiting = new ArrayList<>();
    Receipt tooMuch;
    try (PluggedJournal.Block block = journal.blockWrites()) {
      waiting.add(journal.store(atomic(event("work|holder", 1, Noted.of("holds the writer")))));
      block.awaitBlockedWriters(1);
      waiting.add(journal.store(atomic(event("work|1", 1, Noted.of("waits")))));
      waiting.add(journal.store(atomic(event("work|2", 1, Noted.of("waits")))));
      tooMuch = journal.store(atomic(event("work|3", 1, Noted.of("too much"))));
      // Akka gives the answers of one journal in the order of the questions, so the refusal is seen once the others are stored.
      // A replay is answered out of that order, and after the journal has taken all of them.
      journal.replay("work|other");
      assertThat(JournalDatabase.get(journal.system).waitingWrites()).isEqualTo(2);
    }

    assertThat(waiting).allSatisfy(r -> assertThat(r.outcomes()).extracting(Outcome::kind).containsOnly(Outcome.STORED));
    Outcome outcome = tooMuch.outcomes().get(0);
    assertThat(outcome.kind()).isEqualTo(Outcome.FAILED);
    assertThat(outcome.cause()).isInstanceOf(JournalQueueFull.class)
        .hasMessage("Expected room for a write, but 2 already wait for the database (troupe.journal.queue-size).");
    assertThat(journal.replay("work|3").payloads()).isEmpty();
  }

  @Test
  void failsABatchWhoseConnectionIsLostAndStoresTheNext() throws Exception {
    open(Map.of("troupe.journal.writers", 1));
    Receipt lost;
    try (PluggedJournal.Block block = journal.blockWrites()) {
      lost = journal.store(atomic(event("work|lost", 1, Noted.of("x"))));
      block.awaitBlockedWriters(1);
      journal.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name = 'journal-test'");
      assertThat(lost.outcomes()).extracting(Outcome::kind).containsExactly(Outcome.FAILED);
    }
    assertThat(journal.replay("work|lost").payloads()).isEmpty();
    assertThat(journal.storeNotes("work|lost", 1, "again")).extracting(Outcome::kind).containsExactly(Outcome.STORED);
  }

  /** Fault run of seed 736: back from a pause, two nodes went on storing for ten seconds after the third had taken over. */
  @Test
  void storesNothingForANodeThatOthersGaveUp() throws Exception {
    open(Map.of());
    Semaphore ends = new Semaphore(0);
    JournalDatabase.get(journal.system).storesAs("node-1#7", ends::release);
    assertThat(journal.storeNotes("work|fenced", 1, "before")).extracting(Outcome::kind).containsExactly(Outcome.STORED);
    journal.ask("INSERT INTO cluster_downed (node) VALUES ('node-1#7') RETURNING node");

    Outcome outcome = journal.store(atomic(event("work|fenced", 2, Noted.of("after")))).outcomes().get(0);
    assertThat(outcome.kind()).isEqualTo(Outcome.FAILED);
    assertThat(outcome.cause()).isInstanceOf(NodeGivenUp.class).hasMessageContaining("node-1#7");
    // Who waits for a write is told first, then the node.
    assertThat(ends.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(journal.replay("work|fenced").payloads()).containsExactly(Noted.of("before"));

    JournalDatabase.get(journal.system).storesAs("node-1#8", ends::release);
    assertThat(journal.storeNotes("work|fenced", 2, "in its next life")).extracting(Outcome::kind).containsExactly(Outcome.STORED);
    assertThat(ends.availablePermits()).isZero();
  }

  @Test
  void storesWhatWaitsBeforeItCloses() throws Exception {
    open(Map.of("troupe.journal.writers", 1));
    try (PluggedJournal.Block block = journal.blockWrites()) {
      journal.store(atomic(event("work|holder", 1, Noted.of("holds the writer"))));
      block.awaitBlockedWriters(1);
      journal.store(atomic(event("work|waits", 1, Noted.of("waits"))));
      // Answered after the one above has been queued.
      journal.replay("work|other");
      journal.system.terminate();
    }
    journal.close();

    assertThat(journal.ask("SELECT count(*) FROM event_journal")).isEqualTo("2");
    assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).noneMatch(name -> name.startsWith("troupe-journal-writer"));
  }

  @Test
  void storesAnEventLargerThanABatchMayBe() {
    open(Map.of("troupe.journal.batch-bytes", "64 KiB"));
    String large = "x".repeat(1_000_000);

    assertThat(journal.storeNotes("work|large", 1, large, "small")).extracting(Outcome::kind).containsOnly(Outcome.STORED);
    assertThat(journal.replay("work|large").payloads()).containsExactly(Noted.of(large), Noted.of("small"));
  }
}
