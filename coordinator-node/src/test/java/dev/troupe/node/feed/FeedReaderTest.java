package dev.troupe.node.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.node.feed.StoredJournal.Stored;
import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.FeedEvent;
import dev.troupe.protocol.FeedQuery.FeedReply.Page;
import dev.troupe.protocol.FeedQuery.Reset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class FeedReaderTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final StoredJournal journal = new StoredJournal();
  private final FeedSettings settings =
      FeedSettings.of(ConfigFactory.parseString("troupe.feed.page-bytes = 16 KiB, troupe.feed.max-data-bytes = 8 KiB").withFallback(ConfigFactory.load("feed")));
  private final FeedReader reader = new FeedReader(dataSource(), settings);

  @BeforeEach
  void emptyTheJournal() throws SQLException {
    journal.database.execute("TRUNCATE event_journal");
  }

  @Test
  void saysWhenAPositionCannotBeGoneOnFrom() throws SQLException {
    store(Stored.work("a", 1, NOON), Stored.work("a", 2, NOON.plusSeconds(60)));
    List<FeedEvent> events = reader.after(EventPosition.START, 10).events();
    EventPosition first = events.get(0).position();
    EventPosition end = events.get(1).position();
    assertThat(reader.end()).isEqualTo(end);
    assertThat(reset(first, NOON.plusSeconds(61))).isEmpty();
    assertThat(reset(first, NOON.plusSeconds(60).plus(settings.replayAge()).plusMillis(1))).contains(Reset.TOO_OLD);
    assertThat(reset(end, NOON.plus(Duration.ofDays(3_000)))).as("nothing was missed").isEmpty();
    assertThat(reset(EventPosition.START, NOON)).isEmpty();
    assertThat(reset(new EventPosition(end.txid() + 1_000_000, 5), NOON)).as("ahead").contains(Reset.UNKNOWN);
    assertThat(reset(new EventPosition(first.txid(), first.ordering() + 77), NOON)).as("of another journal").contains(Reset.UNKNOWN);
    assertThat(new Standing(true, Optional.of(NOON), settings.replayEvents() + 1).reset(settings, NOON)).contains(Reset.TOO_OLD);
  }

  @Test
  void findsTeamAndTypeWhereverAReaderBegins() throws SQLException {
    store(Stored.work("a", 1, NOON), agent(1, "blue"), agent(2, null), agent(3, "red"), agent(4, null), Stored.work("a", 2, NOON), agent(5, null));
    List<FeedEvent> all = reader.after(EventPosition.START, 10).events();
    assertThat(all).extracting(event -> event.team().orElse("")).containsExactly("blue", "blue", "blue", "red", "red", "blue", "red");
    assertThat(all).extracting(event -> event.workType().orElse("")).containsExactly("code", "", "", "", "", "code", "");
    for (int from = 0; from < all.size(); from++) {
      FeedReader fresh = new FeedReader(dataSource(), settings);
      for (FeedReader each : List.of(fresh, reader)) {
        assertThat(each.after(all.get(from).position(), 10).events())
            .extracting(FeedEvent::team)
            .containsExactlyElementsOf(all.subList(from + 1, all.size()).stream().map(FeedEvent::team).toList());
      }
    }
  }

  @Test
  void endsAPageByItsBytesAndLeavesOutWhatIsTooLarge() throws SQLException {
    store(large(1, 7_000), large(2, 7_000), large(3, 7_000), large(4, 9_000), large(5, 10));
    Page page = reader.after(EventPosition.START, 10);
    assertThat(page.events()).hasSize(2);
    Page rest = reader.after(page.upTo(), 10);
    assertThat(rest.events()).hasSize(3);
    assertThat(rest.events().get(1).data()).as("too large").isEmpty();
    assertThat(new String(rest.events().get(2).data(), StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"" + "x".repeat(10) + "\",\"cost\":1.50}");
  }

  @Test
  void passesOverOtherKindsOfEntities() throws SQLException {
    store(new Stored("key|k-1", 1, "key.created", NOON, "{\"hash\":\"secret\"}"), Stored.work("a", 1, NOON), new Stored("key|k-1", 2, "key.revoked", NOON, "{}"));
    Page page = reader.after(EventPosition.START, 10);
    assertThat(page.events()).extracting(FeedEvent::action).containsExactly("work.added");
    assertThat(page.upTo()).isEqualTo(reader.end());
    assertThat(reader.after(page.upTo(), 10)).isEqualTo(new Page(List.of(), page.upTo()));
  }

  private Optional<Reset> reset(EventPosition position, Instant now) throws SQLException {
    return reader.standing(position).reset(settings, now);
  }

  private static Stored agent(long version, String team) {
    return team == null
        ? new Stored("agent|ada", version, "agent.usage_reported", NOON, "{\"agent\":\"ada\"}")
        : new Stored("agent|ada", version, "agent.registered", NOON, "{\"agent\":\"ada\",\"profile\":{\"team\":\"" + team + "\"}}");
  }

  private static Stored large(long version, int length) {
    return new Stored("work|large", version, "work.progressed", NOON, "{\"text\":\"" + "x".repeat(length) + "\",\"cost\":1.50,\"lease_token\":3}");
  }

  private static void store(Stored... events) throws SQLException {
    try (Connection connection = journal.database.connect()) {
      for (Stored event : events) {
        StoredJournal.insert(connection, List.of(event));
      }
    }
  }

  private static PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(journal.database.url());
    source.setUser(journal.database.user());
    return source;
  }
}
