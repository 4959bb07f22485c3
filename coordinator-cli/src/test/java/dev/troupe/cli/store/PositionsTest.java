package dev.troupe.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PositionsTest {

  private record Place(long txid, long ordering) {
    boolean isAfter(Place other) {
      return txid > other.txid || txid == other.txid && ordering > other.ordering;
    }

    static Place parse(String text) {
      String[] parts = text.split("-");
      return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }
  }

  /** What a reader had read, and no more, lies behind it after the restore. */
  @RepeatedTest(50)
  void keepsEveryReaderWhereItStood(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    List<Place> events = new ArrayList<>();
    for (int ordering = 1; ordering <= 60; ordering++) {
      events.add(new Place(1 + random.nextInt(40), ordering));
    }
    List<Place> readers = new ArrayList<>(List.of(new Place(0, 0), new Place(3, 0)));
    for (int reader = 0; reader < 4; reader++) {
      readers.add(random.nextBoolean() ? events.get(random.nextInt(60)) : new Place(random.nextInt(42), random.nextInt(62)));
    }
    Positions positions = new Positions();
    readers.forEach(reader -> positions.add(reader.txid(), reader.ordering()));
    List<Place> restored = events.stream()
      .map(event -> new Place(positions.transaction(event.txid(), event.ordering()), event.ordering())).toList();

    for (Place reader : readers) {
      Place moved = Place.parse(positions.moved(reader.txid() + "-" + reader.ordering(), transaction -> restored.stream()
        .filter(event -> event.txid() == transaction).mapToLong(Place::ordering).max().orElse(0)));
      for (int index = 0; index < events.size(); index++) {
        assertThat(restored.get(index).isAfter(moved)).as("reader %s, event %s", reader, events.get(index))
          .isEqualTo(events.get(index).isAfter(reader));
      }
    }
  }

  @Test
  void leavesOtherTextAlone() {
    Positions positions = new Positions();
    assertThat(positions.add("a-7")).isFalse();
    assertThat(positions.moved("2026-11-21T09:00:00Z", transaction -> 0)).isEqualTo("2026-11-21T09:00:00Z");
  }
}
