package dev.troupe.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.protocol.EventPosition;
import dev.troupe.protocol.FeedQuery.Positioned;
import dev.troupe.protocol.RecentEvents;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
  private record Event(EventPosition position, int size) implements Positioned {}

  private final RecentEvents<Event> recent = new RecentEvents<>(at(5), Event::size, 3, 1_000);

  @Test
  void isCompleteAfterTheEventThatWentLast() {
    recent.append(List.of(event(6), event(7)), at(7));
    assertThat(recent.reaches(at(5))).isTrue();
    assertThat(recent.reaches(at(4))).isFalse();
    assertThat(recent.after(at(5))).containsExactly(event(6), event(7));
    recent.append(List.of(event(8), event(9)), at(12));
    assertThat(recent.reaches(at(5))).as("6 was let go").isFalse();
    assertThat(recent.reaches(at(6))).as("exactly at the edge").isTrue();
    assertThat(recent.after(at(6))).containsExactly(event(7), event(8), event(9));
    assertThat(recent.after(at(9))).isEmpty();
    assertThat(recent.end()).isEqualTo(at(12));
  }

  @Test
  void knowsItsEventsAndItsEnds() {
    recent.append(List.of(event(6), event(8)), at(9));
    assertThat(recent.knows(at(5))).isTrue();
    assertThat(recent.knows(at(6))).isTrue();
    assertThat(recent.knows(at(7))).isFalse();
    assertThat(recent.knows(at(9))).isTrue();
    assertThat(recent.knows(at(10))).isFalse();
  }

  @Test
  void holdsItsBytesButKeepsTheNewest() {
    recent.append(List.of(new Event(at(6), 600), new Event(at(7), 600)), at(7));
    assertThat(recent.after(at(6))).hasSize(1);
    assertThat(recent.reaches(at(5))).isFalse();
    recent.append(List.of(new Event(at(8), 5_000)), at(8));
    assertThat(recent.after(at(7))).hasSize(1);
  }

  @Test
  void readsPositionsAsTheyAreWrittenAndNothingElse() {
    assertThat(EventPosition.parse("812-4711")).contains(new EventPosition(812, 4711));
    assertThat(EventPosition.parse("0-0")).contains(EventPosition.START);
    assertThat(EventPosition.parse(Long.MAX_VALUE + "-" + Long.MAX_VALUE)).isPresent();
    for (String no : List.of("", "-", "1", "1-", "-1", "01-1", "1-01", "1--1", "+1-1", "1-2-3", " 1-1", "1-9223372036854775808", "١-١", "1".repeat(50))) {
      assertThat(EventPosition.parse(no)).as(no).isEqualTo(Optional.empty());
    }
    assertThat(new EventPosition(2, 1)).isGreaterThan(new EventPosition(1, 9)).isLessThan(new EventPosition(2, 2));
  }

  private static Event event(long ordering) {
    return new Event(at(ordering), 10);
  }

  private static EventPosition at(long ordering) {
    return new EventPosition(1, ordering);
  }
}
