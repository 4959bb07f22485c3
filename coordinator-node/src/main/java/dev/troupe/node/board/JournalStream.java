package dev.troupe.node.board;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.japi.Pair;
import akka.pattern.Patterns;
import akka.projection.javadsl.SourceProvider;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Source;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The journal as an endless stream: every event once, each entity's events in their order, nothing left out, no waiting for numbers that were
 * rolled back. A transaction that stays open holds it back; it goes on where it was.
 *
 * <p>It polls: at once after a full page, then after {@code poll-busy}, doubling up to {@code poll-idle} while nothing comes. At most three pages
 * are in memory. Its offset is a {@link JournalPosition} as text, because the projection's table has room for a four-letter type only.
 */
public final class JournalStream extends SourceProvider<String, JournalRecord> {
  private static final int PAGES_AHEAD = 1;

  private final ActorSystem<?> system;
  private final JournalReader reader;
  private final Executor blocking;
  private final BoardSettings settings;

  public JournalStream(ActorSystem<?> system, DataSource dataSource, BoardSettings settings) {
    this.system = system;
    this.reader = new JournalReader(system, dataSource);
    this.blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(BoardSettings.PROJECTION_DISPATCHER));
    this.settings = settings;
  }

  /** All events after a position, as they settle. Fails when the database does; begin again after the last one seen. */
  public Source<JournalRecord, NotUsed> after(JournalPosition position) {
    return Source.unfoldAsync(new Reading(position, Duration.ZERO), this::next)
        .buffer(PAGES_AHEAD, OverflowStrategy.backpressure())
        .mapConcat(page -> page);
  }

  @Override
  public CompletionStage<Source<JournalRecord, NotUsed>> source(Supplier<CompletionStage<Optional<String>>> offset) {
    return offset.get().thenApply(stored -> after(stored.map(JournalPosition::parse).orElse(JournalPosition.START)));
  }

  @Override
  public String extractOffset(JournalRecord record) {
    return record.position().toString();
  }

  /** Milliseconds since 1970. */
  @Override
  public long extractCreationTime(JournalRecord record) {
    return record.at().toEpochMilli();
  }

  /** Where reading stands, and how long to wait before the next read. */
  private record Reading(JournalPosition position, Duration pause) {}

  private CompletionStage<Optional<Pair<Reading, List<JournalRecord>>>> next(Reading reading) {
    CompletionStage<List<JournalRecord>> page =
        reading.pause().isZero()
            ? read(reading.position())
            : Patterns.after(reading.pause(), system.classicSystem().scheduler(), system.executionContext(), () -> read(reading.position()));
    return page.thenApply(records -> Optional.of(Pair.create(after(reading, records), records)));
  }

  private Reading after(Reading reading, List<JournalRecord> page) {
    if (page.isEmpty()) {
      Duration doubled = reading.pause().isZero() ? settings.pollBusy() : reading.pause().multipliedBy(2);
      return new Reading(reading.position(), doubled.compareTo(settings.pollIdle()) < 0 ? doubled : settings.pollIdle());
    }
    JournalPosition last = page.get(page.size() - 1).position();
    return new Reading(last, page.size() < settings.pageSize() ? settings.pollBusy() : Duration.ZERO);
  }

  private CompletionStage<List<JournalRecord>> read(JournalPosition position) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return reader.settledAfter(position, settings.pageSize());
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        blocking);
  }
}
