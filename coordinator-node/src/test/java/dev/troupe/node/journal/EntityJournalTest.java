package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.node.journal.EntityJournal.Next;
import dev.troupe.node.journal.EntityJournal.Past;
import dev.troupe.node.journal.Happened.Noted;
import dev.troupe.node.journal.Happened.Odd;
import dev.troupe.node.journal.PluggedJournal.Dao;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journal as items use it: as strict as through Akka's plugin, and quick about what is added twice. */
class EntityJournalTest {
  private PluggedJournal plugged;
  private EntityJournal journal;

  @BeforeEach
  void open() {
    plugged = new PluggedJournal(Dao.OURS, Map.of("troupe.journal.writers", 1));
    journal = JournalDatabase.get(plugged.system).entities();
  }

  @AfterEach
  void close() {
    plugged.close();
  }

  @Test
  void tellsWhatIsStoredHoweverLongItIs() throws Exception {
    assertThat(past("work|none")).isEqualTo(new Past(Optional.empty(), List.of(), 0));
    List<Object> notes = new ArrayList<>();
    for (int number = 1; number <= 2 * StoredEntities.FEW + 7; number++) {
      notes.add(Noted.of("note " + number));
      assertThat(outcome(stored("work|long", number, "a", "note " + number))).isEmpty();
      if (List.of(1, 8, 9, StoredEntities.FEW, StoredEntities.FEW + 1).contains(number)) {
        assertThat(past("work|long")).isEqualTo(new Past(Optional.empty(), notes, number));
      }
    }
    assertThat(past("work|long")).isEqualTo(new Past(Optional.empty(), notes, notes.size()));
  }

  @Test
  void goesOnFromTheNewestSnapshotAndForgetsThoseBefore() throws Exception {
    for (int number = 1; number <= 12; number++) {
      outcome(stored("work|snapped", number, "a", "note " + number));
      if (number % 5 == 0) {
        journal.saveSnapshot("work|snapped", number, Noted.of("after " + number)).toCompletableFuture().get(10, TimeUnit.SECONDS);
      }
    }

    assertThat(past("work|snapped")).isEqualTo(new Past(Optional.of(Noted.of("after 10")), List.of(Noted.of("note 11"), Noted.of("note 12")), 12));
    assertThat(plugged.ask("SELECT string_agg(sequence_number::text, ',') FROM snapshot WHERE persistence_id = 'work|snapped'")).isEqualTo("10");
  }

  @Test
  void refusesAHistoryThatNoOneWriterCouldHaveMade() throws Exception {
    outcome(stored("work|hole", 1, "a", "one"));
    outcome(stored("work|hole", 3, "a", "three"));
    assertThatThrownBy(() -> past("work|hole")).rootCause().hasMessage("Expected event 2 of work|hole, but 3 comes next.");

    outcome(stored("work|turns", 1, "a", "one"));
    outcome(stored("work|turns", 2, "b", "two"));
    outcome(stored("work|turns", 3, "a", "three"));
    assertThatThrownBy(() -> past("work|turns")).rootCause().hasMessageContaining("no more events of work|turns by writer a after b had gone on");
  }

  @Test
  void storesWhatIsNewAmongBirthsInOneTransactionAndTellsWhatIsThere() throws Exception {
    outcome(born("work|old", "first"));
    outcome(stored("work|other", 1, "a", "one"));
    List<CompletableFuture<Optional<Throwable>>> outcomes = new ArrayList<>();
    try (PluggedJournal.Block block = plugged.blockWrites()) {
      CompletableFuture<Optional<Throwable>> holder = stored("work|holder", 1, "a", "holds the writer");
      block.awaitBlockedWriters(1);
      for (int number = 0; number < 40; number++) {
        outcomes.add(born("work|new-" + number, "born"));
      }
      outcomes.add(born("work|old", "again"));
      outcomes.add(born("work|new-7", "twice"));
      outcomes.add(stored("work|other", 1, "b", "by another copy"));
      outcomes.add(stored("work|other", 2, "a", "two"));
      assertThat(holder).isNotDone();
    }

    for (int number = 0; number < 40; number++) {
      assertThat(outcome(outcomes.get(number))).isEmpty();
    }
    assertThat(outcome(outcomes.get(40))).get().isInstanceOf(DuplicateSequenceNumber.class);
    assertThat(outcome(outcomes.get(41))).get().isInstanceOf(DuplicateSequenceNumber.class);
    assertThat(outcome(outcomes.get(42))).get().isInstanceOf(DuplicateSequenceNumber.class);
    assertThat(outcome(outcomes.get(43))).isEmpty();
    assertThat(past("work|old").events()).containsExactly(Noted.of("first"));
    assertThat(past("work|new-7").events()).containsExactly(Noted.of("born"));
    assertThat(past("work|other").events()).containsExactly(Noted.of("one"), Noted.of("two"));
    assertThat(plugged.ask("SELECT count(DISTINCT txid) FROM event_journal WHERE persistence_id LIKE 'work|new-%' OR persistence_id = 'work|other' AND sequence_number = 2"))
        .isEqualTo("1");
  }

  /** When nothing of a batch was new, that may be because it was there, or because this node may not store any more. */
  @Test
  void tellsANodeThatWasGivenUpFromAnItemThatIsThere() throws Exception {
    Semaphore ends = new Semaphore(0);
    JournalDatabase.get(plugged.system).storesAs("node-1#7", ends::release);
    outcome(born("work|there", "first"));
    assertThat(outcome(born("work|there", "again"))).get().isInstanceOf(DuplicateSequenceNumber.class);
    assertThat(ends.availablePermits()).isZero();
    plugged.ask("INSERT INTO cluster_downed (node) VALUES ('node-1#7') RETURNING node");

    assertThat(outcome(born("work|fenced", "after"))).get().isInstanceOf(NodeGivenUp.class);
    assertThat(outcome(born("work|there", "again"))).get().isInstanceOf(NodeGivenUp.class);
    // Who waits for a write is told first, then the node.
    assertThat(ends.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
    assertThat(past("work|fenced").newest()).isZero();
  }

  @Test
  void refusesAnEventThatPostgresqlCouldNotHold() throws Exception {
    CompletableFuture<Optional<Throwable>> told = new CompletableFuture<>();
    journal.store(new Next("work|odd", 1, "a", new Odd(Happened.AT, "test.odd", "zero \0", null)), told::complete);
    assertThat(outcome(told)).get().isInstanceOf(EventRefused.class);
    assertThat(past("work|odd").newest()).isZero();
  }

  private Past past(String id) throws Exception {
    return journal.past(id).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private CompletableFuture<Optional<Throwable>> stored(String id, long number, String writer, String note) {
    CompletableFuture<Optional<Throwable>> told = new CompletableFuture<>();
    journal.store(new Next(id, number, writer, Noted.of(note)), told::complete);
    return told;
  }

  private CompletableFuture<Optional<Throwable>> born(String id, String note) {
    CompletableFuture<Optional<Throwable>> told = new CompletableFuture<>();
    journal.storeBirth(new Next(id, 1, "w-" + note, Noted.of(note)), told::complete);
    return told;
  }

  private static Optional<Throwable> outcome(CompletableFuture<Optional<Throwable>> told) throws Exception {
    return told.get(20, TimeUnit.SECONDS);
  }
}
