package dev.troupe.node.board;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import dev.troupe.protocol.BoardQuery.Audit;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.BoardQuery.ListAgents;
import dev.troupe.protocol.BoardQuery.ListWork;
import dev.troupe.protocol.BoardQuery.Read;
import dev.troupe.protocol.BoardQuery.ReadHistory;
import dev.troupe.protocol.BoardQuery.ReadPast;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * Lists, histories, past states and audits. They have threads and a bound of their own, so that someone who pages through everything never
 * keeps a dispatcher from its ready items. A stage fails with {@link BoardOverloaded}, {@link CursorRefused}, {@link PageRoom.TooLarge} or with
 * what the database said; every read may be repeated.
 */
final class BoardReads {
  private final BoardDatabase database;
  private final WorkReads work;
  private final AgentReads agents;
  private final EventReads events;
  private final Clock clock;

  BoardReads(ActorSystem<?> system, DataSource dataSource, BoardSettings settings, Clock clock) {
    this(system, dataSource, settings, ReadSettings.of(system.settings().config()), clock);
  }

  BoardReads(ActorSystem<?> system, DataSource dataSource, BoardSettings settings, ReadSettings reads, Clock clock) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(ReadSettings.DISPATCHER));
    JournalReader reader = new JournalReader(system, dataSource);
    this.database = BoardDatabase.ofReads(dataSource, blocking, reads.inProgress(), settings.queryTimeout());
    this.work = new WorkReads(reader, reads);
    this.agents = new AgentReads(reader, reads);
    this.events = new EventReads(reads);
    this.clock = clock;
  }

  CompletionStage<BoardReply> answer(Read query) {
    return database.ask(asking -> answer(asking, query));
  }

  private BoardReply answer(BoardDatabase.Asking asking, Read query) throws SQLException {
    if (query instanceof ListWork list) {
      // First: what is read after it can only be newer.
      Instant asOf = asOf(asking);
      return new BoardReply.WorkPage(work.list(asking, list), asOf);
    }
    if (query instanceof ListAgents list) {
      Instant asOf = asOf(asking);
      return new BoardReply.AgentPage(agents.list(asking, list), asOf);
    }
    if (query instanceof ReadPast past) {
      return work.past(asking, past).<BoardReply>map(BoardReply.PastWork::new).orElseGet(() -> absent("work " + past.work() + " at " + past.at()));
    }
    Instant now = clock.instant();
    if (query instanceof ReadHistory history) {
      return events.history(asking, history).<BoardReply>map(page -> new BoardReply.EventPage(page, now)).orElseGet(() -> absent("work " + history.work()));
    }
    return new BoardReply.EventPage(events.audit(asking, (Audit) query), now);
  }

  private Instant asOf(BoardDatabase.Asking asking) throws SQLException {
    Instant now = clock.instant();
    List<Instant> ahead = asking.rows(SummaryQuery.OLDEST_AHEAD, none -> {}, row -> Columns.instant(row, "at"));
    return ahead.stream().findFirst().filter(at -> at.isBefore(now)).orElse(now);
  }

  private static BoardReply absent(String what) {
    return new BoardReply.Refused(Refusal.of(Code.NOT_FOUND, "Expected " + what + ", but there is none."));
  }
}
