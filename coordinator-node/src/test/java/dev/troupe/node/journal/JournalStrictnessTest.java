package dev.troupe.node.journal;

import static dev.troupe.node.journal.PluggedJournal.atomic;
import static dev.troupe.node.journal.PluggedJournal.event;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.PersistentRepr;
import dev.troupe.node.journal.Happened.Noted;
import dev.troupe.node.journal.PluggedJournal.Dao;
import dev.troupe.node.journal.PluggedJournal.Outcome;
import dev.troupe.node.journal.PluggedJournal.Receipt;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an entity may rely on, asked of the stock journal and of ours alike: ours must not promise less. */
class JournalStrictnessTest {
  private static final Map<Dao, PluggedJournal> journals = new EnumMap<>(Dao.class);

  @BeforeAll
  static void open() {
    for (Dao dao : Dao.values()) {
      journals.put(dao, new PluggedJournal(dao, Map.of()));
    }
  }

  @AfterAll
  static void close() {
    journals.values().forEach(PluggedJournal::close);
  }

  @ParameterizedTest
  @EnumSource
  void replaysEventsInTheOrderTheyWereStored(Dao dao) {
    PluggedJournal journal = journals.get(dao);
    for (int i = 1; i <= 20; i++) {
      assertThat(journal.storeNotes("work|order", i, "note " + i)).extracting(Outcome::kind).containsExactly(Outcome.STORED);
    }

    PluggedJournal.Replay replay = journal.replay("work|order");

    assertThat(replay.numbers()).containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    assertThat(replay.payloads()).containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(i -> (Object) Noted.of("note " + i)).toList());
    assertThat(replay.highest()).isEqualTo(20);
    assertThat(replay.events()).extracting(PersistentRepr::writerUuid).containsOnly("writer-1");
    assertThat(replay.events()).allSatisfy(e -> assertThat(e.timestamp()).isPositive());
  }

  @ParameterizedTest
  @EnumSource
  void replaysARangeAndAMaximum(Dao dao) {
    PluggedJournal journal = journals.get(dao);
    journal.storeNotes("work|range", 1, "a", "b", "c", "d", "e");

    assertThat(journal.replay("work|range", 2, 4, Long.MAX_VALUE).numbers()).containsExactly(2L, 3L, 4L);
    assertThat(journal.replay("work|range", 2, Long.MAX_VALUE, 2).numbers()).containsExactly(2L, 3L);
    assertThat(journal.replay("work|range", 6, Long.MAX_VALUE, 2).numbers()).isEmpty();
    assertThat(journal.replay("work|never")).isEqualTo(new PluggedJournal.Replay(List.of(), 0));
  }

  @ParameterizedTest
  @EnumSource
  void storesAnAtomicWriteOfSeveralEvents(Dao dao) {
    PluggedJournal journal = journals.get(dao);

    List<Outcome> outcomes = journal.store(atomic(
        event("work|atomic", 1, Noted.of("a")), event("work|atomic", 2, Noted.of("b")), event("work|atomic", 3, Noted.of("c")))).outcomes();

    assertThat(outcomes).extracting(Outcome::kind).containsOnly(Outcome.STORED);
    assertThat(journal.replay("work|atomic").numbers()).containsExactly(1L, 2L, 3L);
  }

  @ParameterizedTest
  @EnumSource
  void keepsMetadataBesideTheEvent(Dao dao) {
    PluggedJournal journal = journals.get(dao);

    journal.store(
        atomic(event("work|meta", 1, Noted.of("plain"))),
        atomic(event("work|meta", 2, Noted.of("with")).withMetadata(Noted.of("the metadata"))),
        atomic(event("work|meta", 3, Noted.of("with text")).withMetadata("text \u0001"))).outcomes();

    List<PersistentRepr> events = journal.replay("work|meta").events();
    assertThat(events).extracting(e -> e.metadata().isDefined()).containsExactly(false, true, true);
    assertThat(events.get(1).metadata().get()).isEqualTo(Noted.of("the metadata"));
    assertThat(events.get(2).metadata().get()).isEqualTo("text \u0001");
    assertThat(events).extracting(PersistentRepr::payload).element(1).isEqualTo(Noted.of("with"));
  }

  @ParameterizedTest
  @EnumSource
  void failsAWriteWhoseNumberIsStoredAlready(Dao dao) {
    PluggedJournal journal = journals.get(dao);
    journal.storeNotes("work|fence", 1, "first", "second");

    List<Outcome> outcomes = journal.storeNotes("work|fence", 2, "from another copy");

    assertThat(outcomes).extracting(Outcome::kind).containsExactly(Outcome.FAILED);
    assertThat(journal.replay("work|fence").payloads()).containsExactly(Noted.of("first"), Noted.of("second"));
    assertThat(journal.storeNotes("work|fence", 3, "goes on")).extracting(Outcome::kind).containsExactly(Outcome.STORED);
  }

  @ParameterizedTest
  @EnumSource
  void storesNothingOfAnAtomicWriteWithOneDuplicate(Dao dao) {
    PluggedJournal journal = journals.get(dao);
    journal.storeNotes("work|half", 2, "second is taken");

    List<Outcome> outcomes = journal.store(atomic(
        event("work|half", 1, Noted.of("a")), event("work|half", 2, Noted.of("b")), event("work|half", 3, Noted.of("c")))).outcomes();

    assertThat(outcomes).extracting(Outcome::kind).containsOnly(Outcome.FAILED).hasSize(3);
    assertThat(journal.replay("work|half").payloads()).containsExactly(Noted.of("second is taken"));
  }

  @ParameterizedTest
  @EnumSource
  void storesNothingOfACallThatFailsInItsMiddle(Dao dao) {
    PluggedJournal journal = journals.get(dao);
    journal.storeNotes("work|middle", 2, "second is taken");

    List<Outcome> outcomes = journal.storeNotes("work|middle", 1, "a", "b", "c");

    assertThat(outcomes).extracting(Outcome::kind).containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED);
    assertThat(journal.replay("work|middle").payloads()).containsExactly(Noted.of("second is taken"));
  }

  @ParameterizedTest
  @EnumSource
  void rejectsOnlyTheAtomicWriteThatCannotBeSerialized(Dao dao) {
    PluggedJournal journal = journals.get(dao);

    List<Outcome> outcomes = journal.store(
        atomic(event("work|reject", 1, Noted.of("good"))),
        atomic(event("work|reject", 2, Noted.of("good too")), event("work|reject", 3, Happened.Odd.unserializable("x"))),
        atomic(event("work|reject", 4, Noted.of("good again")))).outcomes();

    assertThat(outcomes).extracting(Outcome::kind)
        .containsExactly(Outcome.STORED, Outcome.REJECTED, Outcome.REJECTED, Outcome.STORED);
    assertThat(journal.replay("work|reject").numbers()).containsExactly(1L, 4L);
    assertThat(journal.store(atomic(event("work|reject", 5, Happened.Odd.unserializable("x")))).outcomes())
        .extracting(Outcome::kind).containsExactly(Outcome.REJECTED);
  }

  @ParameterizedTest
  @EnumSource
  void answersEachWriteOfAFailingBatchWithTheTruth(Dao dao) throws Exception {
    PluggedJournal journal = journals.get(dao);
    journal.storeNotes("work|batch-7", 1, "taken");
    List<Receipt> receipts = new ArrayList<>();
    try (PluggedJournal.Block block = journal.blockWrites()) {
      receipts.add(journal.store(atomic(event("work|batch-0", 1, Noted.of("holds the writer")))));
      block.awaitBlockedWriters(1);
      for (int i = 1; i < 20; i++) {
        receipts.add(journal.store(
            atomic(event("work|batch-" + i, 1, Noted.of("x"))), atomic(event("work|batch-" + i, 2, Noted.of("y")))));
      }
    }
    for (int i = 0; i < receipts.size(); i++) {
      List<Outcome> outcomes = receipts.get(i).outcomes();
      List<Object> stored = journal.replay("work|batch-" + i).payloads();
      if (i == 7) {
        assertThat(outcomes).extracting(Outcome::kind).containsOnly(Outcome.FAILED);
        assertThat(stored).containsExactly(Noted.of("taken"));
      } else if (outcomes.get(0).kind().equals(Outcome.STORED)) {
        assertThat(outcomes).extracting(Outcome::kind).containsOnly(Outcome.STORED);
        assertThat(stored).hasSize(outcomes.size());
      } else {
        assertThat(stored).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void remembersTheHighestNumberAfterADeletion(Dao dao) {
    PluggedJournal journal = journals.get(dao);
    journal.storeNotes("work|deleted", 1, "a", "b", "c", "d");

    journal.deleteTo("work|deleted", 2);
    assertThat(journal.replay("work|deleted").numbers()).containsExactly(3L, 4L);

    journal.deleteTo("work|deleted", Long.MAX_VALUE);
    PluggedJournal.Replay replay = journal.replay("work|deleted");
    assertThat(replay.numbers()).isEmpty();
    assertThat(replay.highest()).isEqualTo(4);
    assertThat(journal.storeNotes("work|deleted", 5, "e")).extracting(Outcome::kind).containsExactly(Outcome.STORED);
    assertThat(journal.replay("work|deleted").numbers()).containsExactly(5L);
  }

  @ParameterizedTest
  @EnumSource
  void storesManyWritersAtOnceWithoutLosingOne(Dao dao) {
    PluggedJournal journal = journals.get(dao);
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      receipts.add(journal.store(atomic(event("work|many-" + i, 1, Noted.of("n" + i)), event("work|many-" + i, 2, Noted.of("m" + i)))));
    }

    assertThat(receipts).allSatisfy(r -> assertThat(r.outcomes()).extracting(Outcome::kind).containsOnly(Outcome.STORED));
    assertThat(IntStream.range(0, 500).boxed()).allSatisfy(i ->
        assertThat(journal.replay("work|many-" + i).payloads()).containsExactly(Noted.of("n" + i), Noted.of("m" + i)));
  }
}
