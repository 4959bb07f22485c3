package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.testkit.javadsl.TestKit;
import dev.troupe.node.journal.Happened.Noted;
import dev.troupe.node.journal.PluggedJournal.Dao;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Real persistent actors on two systems that share a database, as two nodes that both believe an entity is theirs. */
class LastFenceTest {
  private static final PluggedJournal one = new PluggedJournal(Dao.OURS, Map.of());
  private static final ActorSystem two =
      ActorSystem.create("journal-test", PluggedJournal.config(Dao.OURS, one.database, Map.of("troupe.journal.writers", 1)));

  @AfterAll
  static void close() {
    TestKit.shutdownActorSystem(two);
    one.close();
  }

  sealed interface Command {
    record Note(String text, ActorRef<Noted> replyTo) implements Command {}

    record Tell(ActorRef<Notes> replyTo) implements Command {}
  }

  /** Stored as a snapshot, so it is JSON like the events. */
  record Notes(java.time.Instant at, List<String> texts) implements JournalFacts {
    @Override
    public String action() {
      return "test.snapshot";
    }
  }

  static final class Notebook extends EventSourcedBehavior<Command, Noted, Notes> {
    private final int snapshotEvery;

    Notebook(String id, int snapshotEvery) {
      super(PersistenceId.ofUniqueId(id));
      this.snapshotEvery = snapshotEvery;
    }

    @Override
    public Notes emptyState() {
      return new Notes(Happened.AT, List.of());
    }

    @Override
    public CommandHandler<Command, Noted, Notes> commandHandler() {
      return newCommandHandlerBuilder().forAnyState()
          .onCommand(Command.Note.class, (state, note) -> {
            Noted event = Noted.of(note.text);
            return Effect().persist(event).thenRun(() -> note.replyTo.tell(event));
          })
          .onCommand(Command.Tell.class, (state, tell) -> Effect().none().thenRun(() -> tell.replyTo.tell(state)))
          .build();
    }

    @Override
    public EventHandler<Notes, Noted> eventHandler() {
      return (state, event) -> new Notes(state.at, Stream.concat(state.texts.stream(), Stream.of(event.note())).toList());
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(snapshotEvery, 1);
    }
  }

  private static ActorRef<Command> start(ActorSystem system, String id, int snapshotEvery) {
    Behavior<Command> notebook = new Notebook(id, snapshotEvery);
    return Adapter.spawnAnonymous(system, notebook);
  }

  private static List<String> textsOf(ActorSystem system, ActorRef<Command> notebook) {
    TestKit probe = new TestKit(system);
    notebook.tell(new Command.Tell(Adapter.toTyped(probe.getRef())));
    return probe.expectMsgClass(Duration.ofSeconds(10), Notes.class).texts;
  }

  @Test
  void letsOnlyOneOfTwoLiveCopiesStore() throws Exception {
    ActorRef<Command> here = start(one.system, "work|doubled", 100);
    ActorRef<Command> there = start(two, "work|doubled", 100);
    assertThat(textsOf(one.system, here)).isEmpty();
    assertThat(textsOf(two, there)).isEmpty();
    TestKit probeHere = new TestKit(one.system);
    TestKit probeThere = new TestKit(two);
    probeThere.watch(Adapter.toClassic(there));

    here.tell(new Command.Note("from here", Adapter.toTyped(probeHere.getRef())));
    probeHere.expectMsgClass(Duration.ofSeconds(10), Noted.class);
    there.tell(new Command.Note("from there", Adapter.toTyped(probeThere.getRef())));

    probeThere.expectTerminated(Duration.ofSeconds(10), Adapter.toClassic(there));
    assertThat(textsOf(two, start(two, "work|doubled", 100))).containsExactly("from here");
    assertThat(one.ask("SELECT string_agg(data->>'note', ',') FROM audit_event WHERE persistence_id = 'work|doubled'")).isEqualTo("from here");
  }

  @Test
  void letsExactlyOneOfTwoStoreWhenBothTryAtOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      String id = "work|raced-" + round;
      ActorRef<Command> here = start(one.system, id, 100);
      ActorRef<Command> there = start(two, id, 100);
      textsOf(one.system, here);
      textsOf(two, there);
      TestKit probeHere = new TestKit(one.system);
      TestKit probeThere = new TestKit(two);
      probeHere.watch(Adapter.toClassic(here));
      probeThere.watch(Adapter.toClassic(there));

      here.tell(new Command.Note("here", Adapter.toTyped(probeHere.getRef())));
      there.tell(new Command.Note("there", Adapter.toTyped(probeThere.getRef())));

      Object saysHere = probeHere.receiveOne(Duration.ofSeconds(10));
      Object saysThere = probeThere.receiveOne(Duration.ofSeconds(10));
      String stored = one.ask("SELECT string_agg(data->>'note', ',') FROM audit_event WHERE persistence_id = '" + id + "'");
      assertThat(List.of(saysHere, saysThere)).filteredOn(Noted.class::isInstance).containsExactly(Noted.of(stored));
    }
  }

  @Test
  void startsFromASnapshotThatIsReadableInSql() throws Exception {
    ActorRef<Command> notebook = start(one.system, "work|long", 3);
    TestKit probe = new TestKit(one.system);
    for (String text : List.of("a", "b", "c", "d")) {
      notebook.tell(new Command.Note(text, Adapter.toTyped(probe.getRef())));
      probe.expectMsgClass(Duration.ofSeconds(10), Noted.class);
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    String sql = "SELECT convert_from(snapshot_payload, 'UTF8')::jsonb->>'texts' FROM snapshot WHERE persistence_id = 'work|long'";
    while (one.ask(sql) == null && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(one.ask(sql)).isEqualTo("[\"a\", \"b\", \"c\"]");
    assertThat(textsOf(two, start(two, "work|long", 3))).containsExactly("a", "b", "c", "d");
  }
}
