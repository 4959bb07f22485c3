package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import dev.troupe.node.work.WorkHistory;
import dev.troupe.node.work.WorkState;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.StoredEvent;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a page is taken to weigh is never less than what it weighs on the wire. */
class SizesTest {
  private static final String CONFIG =
      """
      akka.loglevel = OFF
      akka.actor.serialization-bindings { "dev.troupe.protocol.BoardQuery$BoardReply" = troupe-kryo }
      """;

  @Test
  void areNeverLessThanWhatTravels() {
    ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(CONFIG).withFallback(ConfigFactory.load("wire")));
    try {
      WorkState state = WorkHistory.start(new WorkId("w-17"));
      state = WorkHistory.after(state, Story.added(Story.NOON, Priority.LOW, new WorkId("a"), new WorkId("b")));
      List<WorkView> items = new ArrayList<>();
      List<StoredEvent> events = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        items.add(WorkHistory.view(state).orElseThrow());
        events.add(
            new StoredEvent("1-" + i, "work", "w-1", i, "work.added", Story.NOON, Optional.of("ada"), Optional.of("é€😀".repeat(20)), Optional.empty(),
                Optional.of("trace"), Optional.of("why"), "{\"note\":\"" + "€😀x".repeat(i) + "\"}"));
      }
      assertThat(bytes(kit, new BoardReply.WorkPage(new Page<>(items, Optional.empty()), Story.NOON)))
          .isLessThanOrEqualTo(items.stream().mapToLong(Sizes::of).sum());
      assertThat(bytes(kit, new BoardReply.EventPage(new Page<>(events, Optional.empty()), Story.NOON)))
          .isLessThanOrEqualTo(events.stream().mapToLong(Sizes::of).sum());
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static long bytes(ActorTestKit kit, Object message) {
    return SerializationExtension.get(kit.system()).serialize(message).get().length;
  }
}
