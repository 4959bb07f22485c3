package dev.troupe.node.work;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.troupe.node.Alarms;
import dev.troupe.node.Told;
import dev.troupe.node.work.Works.Play;
import dev.troupe.node.work.Works.Spec;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkDeskTest {
  private final Told told = new Told();
  private final Map<WorkCommand, Duration> alarms = new HashMap<>();
  private final TestInbox<WorkReply> dependencies = TestInbox.create();
  private final WorkDesk desk =
      new WorkDesk(
          Works.WORK,
          told.directory(),
          () -> Works.NOON,
          new Alarms<>() {
            @Override
            public void set(Object key, Duration delay, WorkCommand message) {
              alarms.put(message, delay);
            }

            @Override
            public void clear(Object key) {}
          },
          dependencies::getRef);

  @Test
  void wakesItselfWhenItIsDueSoon() {
    recover(Play.of(new Spec().runAt(Works.NOON.plusSeconds(30)).build()));
    assertThat(alarms).containsEntry(new WorkMessages.DueTimeReached(), Duration.ofSeconds(30));
  }

  @Test
  void leavesWhatIsDueInYearsToTheSweep() {
    recover(Play.of(new Spec().runAt(Instant.parse("2999-01-01T00:00:00Z")).build()));
    assertThat(alarms).isEmpty();
  }

  @Test
  void tellsItsHolderAgainAfterARecoveryAndGivesTheLeaseItsWholeLength() {
    recover(Play.of(Works.spec()).does(Works.claim(Works.ADA, "r1")));
    assertThat(alarms).containsEntry(new WorkMessages.LeaseTimeUp(new LeaseToken(1), 1), Duration.ofSeconds(60));
    assertThat(told.toAgents(AgentCommand.ClaimGranted.class)).hasSize(1);
  }

  @Test
  void announcesItselfWhenItIsWoken() {
    desk.unchanged(Play.of(Works.spec()).state, new WorkCommand.Wake(), false);
    assertThat(told.toDispatchers(DispatchCommand.WorkReady.class)).hasSize(1);
  }

  private void recover(Play play) {
    desk.recovered(play.state);
  }
}
