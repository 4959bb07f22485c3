package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.protocol.AgentFilter;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static final WorkFilter ALL = new WorkFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  private static final WorkFilter ADAS =
      new WorkFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(new AgentId("ada")));
  private static final Cursor CURSOR = Cursor.of("work", ALL);

  @Test
  void givesBackTheKeyThatWasWritten() {
    List<String> key = List.of("1763726400000000", "w-17:~é");
    assertThat(CURSOR.read(Optional.of(CURSOR.write(key)))).contains(key);
    assertThat(CURSOR.read(Optional.empty())).isEmpty();
    assertThat(CURSOR.write(key)).matches("[A-Za-z0-9_-]+").hasSizeLessThanOrEqualTo(Page.MAX_CURSOR_LENGTH);
  }

  @Test
  void keepsEveryMicrosecondOfAPlace() {
    WorkSearch.Place place = new WorkSearch.Place(Instant.parse("2026-11-21T12:00:00.123456Z"), "w-17");
    assertThat(WorkSearch.Place.of(place.key())).isEqualTo(place);
    AuditSearch.Place event = new AuditSearch.Place(812, 4_711, 3);
    assertThat(AuditSearch.Place.of(event.key())).isEqualTo(event);
  }

  @Test
  void refusesACursorOfAnotherListOrOfOtherFilters() {
    String cursor = CURSOR.write(List.of("1", "w-1"));
    refused(Cursor.of("work", ADAS), cursor);
    refused(Cursor.of("agents", new AgentFilter(Optional.of(new TeamId("blue")), Optional.empty())), cursor);
    refused(Cursor.of("history", "work"), cursor);
  }

  @Test
  void refusesEveryChangeOfItsText() {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("cursors: seed " + seed);
    Random random = new Random(seed);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ é\0";
    String cursor = CURSOR.write(List.of("1763726400000000", "w-17"));
    for (int round = 0; round < 20_000; round++) {
      StringBuilder changed = new StringBuilder(cursor);
      int at = random.nextInt(cursor.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        case 1 -> changed.deleteCharAt(at);
        default -> changed.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (!changed.toString().equals(cursor)) {
        refused(CURSOR, changed.toString());
      }
    }
    for (String other : List.of("", "x", "MQ", "\n", "MQpY", "a".repeat(Page.MAX_CURSOR_LENGTH))) {
      refused(CURSOR, other);
    }
  }

  @Test
  void refusesAKeyThatIsNoPlace() {
    assertThatThrownBy(() -> WorkSearch.Place.of(List.of("soon", "w-1"))).isInstanceOf(CursorRefused.class);
    assertThatThrownBy(() -> WorkSearch.Place.of(List.of("9223372036854775807", "w-1", "more"))).isInstanceOf(CursorRefused.class);
    assertThatThrownBy(() -> AuditSearch.Place.of(List.of("1", "2"))).isInstanceOf(CursorRefused.class);
    assertThatThrownBy(() -> AgentSearch.place(List.of("a", "b"))).isInstanceOf(CursorRefused.class);
  }

  private static void refused(Cursor cursor, String text) {
    assertThatThrownBy(() -> cursor.read(Optional.of(text))).as(text).isInstanceOf(CursorRefused.class);
  }
}
