package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import dev.troupe.node.keys.KeyEvent;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyQuery;
import dev.troupe.protocol.KeyQuery.KeyListReply;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.KeyView;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.SecretHash;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys from the journal to the pages an admin sees. */
class KeyListTest {
  private static final WrittenJournal journal = new WrittenJournal();
  private static final KeySpec AGENTS =
      new KeySpec("a", KeyRole.AGENT, List.of(new AgentPattern("ada"), new AgentPattern("x-*")), Optional.of(Story.NOON.plusSeconds(9)));
  private static final KeySpec ADMIN = new KeySpec("b", KeyRole.ADMIN, List.of(), Optional.empty());

  @BeforeAll
  static void writeTheJournal() throws SQLException {
    store("k1", created("k1", AGENTS), new KeyEvent.KeyUsed(new KeyId("k1"), Story.NOON.plusSeconds(1), Story.SOMEONE));
    store("k2", created("k2", ADMIN), new KeyEvent.KeyRevoked(new KeyId("k2"), Story.NOON.plusSeconds(2), Story.SOMEONE));
    store("k3", created("k3", ADMIN));
    Boards.project(journal);
  }

  @AfterAll
  static void close() {
    journal.close();
  }

  @Test
  void listsKeysPageByPage() {
    BoardQueries queries = new BoardQueries(journal.system, journal.dataSource(), journal.settings);
    KeyListReply.Page first = (KeyListReply.Page) ask(queries::keys, Optional.empty(), 2);
    KeyView k1 = first.keys().get(0);
    assertThat(k1)
        .isEqualTo(
            new KeyView(
                new KeyId("k1"), AGENTS, Story.NOON, Cause.troupe("test").actor(), Optional.empty(), Optional.of(Story.NOON.plusSeconds(1))));
    assertThat(first.keys().get(1).revokedAt()).contains(Story.NOON.plusSeconds(2));
    assertThat(first.next()).contains(new KeyId("k2"));
    KeyListReply.Page last = (KeyListReply.Page) ask(queries::keys, first.next(), 2);
    assertThat(last.keys()).extracting(KeyView::id).containsExactly(new KeyId("k3"));
    assertThat(last.next()).isEmpty();
  }

  @Test
  void saysThatTheDatabaseIsAwayOrBusy() {
    assertThat(code((after, limit) -> CompletableFuture.failedFuture(new SQLException("away")))).isEqualTo(Code.UNAVAILABLE);
    assertThat(code((after, limit) -> CompletableFuture.failedFuture(new BoardOverloaded(9)))).isEqualTo(Code.OVERLOADED);
  }

  private static Code code(KeyListService.Keys keys) {
    return ((KeyListReply.Refused) ask(keys, Optional.empty(), 1)).refusal().code();
  }

  private static KeyListReply ask(KeyListService.Keys keys, Optional<KeyId> after, int limit) {
    TestProbe<KeyListReply> asker = TestProbe.create(journal.system);
    ActorRef<KeyQuery> service =
        journal.system.systemActorOf(
            KeyListService.create(keys, InstantSource.system()), "keys-" + System.nanoTime(), Props.empty());
    service.tell(new KeyQuery.ListKeys(after, limit, asker.ref()));
    return asker.receiveMessage(Awaiting.PATIENCE);
  }

  private static KeyEvent created(String id, KeySpec spec) {
    return new KeyEvent.KeyCreated(new KeyId(id), spec, SecretHash.of(id), Story.NOON, Story.SOMEONE);
  }

  private static void store(String id, KeyEvent... events) throws SQLException {
    journal.storeKey(id, events);
  }
}
