package dev.troupe.load.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.load.monitoring.LiveAlertmanager.Notification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trouble, one message: a real Alertmanager is given a cause and all it brings about, the symptoms first. */
class NotificationsTest {
  /** Above the group_wait of alertmanager.yml. */
  private static final Duration LIMIT = Duration.ofSeconds(20);
  /** Of a group of its own, and held back by nothing: fired when all that is expected was told, it gives whatever else may come a whole group_wait more. */
  private static final String LAST = "OfAnother";

  @TempDir Path folder;

  @Test
  void tellsOfALostDatabaseOnce() throws IOException, InterruptedException {
    try (LiveAlertmanager alertmanager = start()) {
      alertmanager.fire("warning", "TroupeReadSideBehind");
      alertmanager.fire("warning", "TroupePromiseCheckSilent");
      alertmanager.fire("warning", "TroupeResponseSlow");
      alertmanager.fire("warning", "TroupeHealthLow");
      alertmanager.fire("warning", "TroupeConnectionsExhausted", "a", "b", "c");
      alertmanager.fire("critical", "TroupeAvailabilityLow");
      alertmanager.fire("critical", "TroupeAvailabilityBurnFast");
      alertmanager.fire("critical", "TroupeJournalFailing");
      alertmanager.fire("critical", "TroupeDatabaseAway", "a", "b", "c");
      tellsOnly(alertmanager, new Notification("people", List.of("TroupeDatabaseAway a", "TroupeDatabaseAway b", "TroupeDatabaseAway c")));
    }
  }

  @Test
  void tellsOfLostNodesOnce() throws IOException, InterruptedException {
    try (LiveAlertmanager alertmanager = start()) {
      alertmanager.fire("warning", "TroupeUnreachable");
      alertmanager.fire("warning", "TroupeMembersMissing");
      alertmanager.fire("warning", "TroupeNodeDown", "b", "c");
      tellsOnly(alertmanager, new Notification("tickets", List.of("TroupeNodeDown b", "TroupeNodeDown c")));
    }
  }

  @Test
  void tellsOfNothingElseWhenNothingElseIsKnown() throws IOException, InterruptedException {
    try (LiveAlertmanager alertmanager = start()) {
      alertmanager.fire("warning", "TroupeNodeDown", "a", "b", "c");
      alertmanager.fire("critical", "TroupeClusterSplit");
      alertmanager.fire("critical", "TroupeNoMetrics");
      tellsOnly(alertmanager, new Notification("people", List.of("TroupeNoMetrics")));
    }
  }

  @Test
  void tellsOfTwoTroublesThatHaveNothingToDoWithEachOther() throws IOException, InterruptedException {
    try (LiveAlertmanager alertmanager = start()) {
      alertmanager.fire("warning", "TroupeHeapAboveBudget", "a");
      alertmanager.fire("warning", "TroupeQueueOld");
      alertmanager.fire("critical", "TroupePromiseBroken");
      tellsOnly(
          alertmanager,
          new Notification("tickets", List.of("TroupeHeapAboveBudget a")),
          new Notification("tickets", List.of("TroupeQueueOld")),
          new Notification("people", List.of("TroupePromiseBroken")));
    }
  }

  private LiveAlertmanager start() throws IOException, InterruptedException {
    return LiveAlertmanager.start(DebianProgram.alertmanager(), Files.createTempDirectory(folder, "alertmanager"));
  }

  private static void tellsOnly(LiveAlertmanager alertmanager, Notification... expected) throws IOException, InterruptedException {
    awaitTold(alertmanager, List.of(expected));
    alertmanager.fire("warning", LAST);
    Notification last = new Notification("tickets", List.of(LAST));
    awaitTold(alertmanager, List.of(last));
    assertThat(alertmanager.received().stream().filter(one -> !one.equals(last))).containsExactlyInAnyOrder(expected);
  }

  private static void awaitTold(LiveAlertmanager alertmanager, List<Notification> expected) throws InterruptedException {
    Await.until(expected + " are told", LIMIT, () -> alertmanager.received().containsAll(expected), () -> "only these are: " + alertmanager.received());
  }
}
