package dev.troupe.node.work;

import static dev.troupe.node.work.Works.ADA;
import static dev.troupe.node.work.Works.BOB;
import static dev.troupe.node.work.Works.NOBODY;
import static dev.troupe.node.work.Works.by;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.Decision;
import dev.troupe.node.work.Works.Play;
import dev.troupe.node.work.Works.Spec;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.WorkCommand;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who asked, and why where a reason was given, stands on the event. */
class ReasonsTest {
  private static final LeaseToken FIRST = new LeaseToken(1);

  @Test
  void keepsTheReasonOfACancellation() {
    WorkEvent.WorkCancelled event = stored(Play.of(Works.spec()).does(new WorkCommand.Cancel(Optional.of("Not needed"), by(BOB), NOBODY)), WorkEvent.WorkCancelled.class);
    assertThat(event.reason()).contains("Not needed");
    assertThat(event.by()).isEqualTo(by(BOB));
  }

  @Test
  void keepsTheReasonOfAFailedAttemptAndOfTheLastOne() {
    WorkCommand.Fail fail = new WorkCommand.Fail(ADA, FIRST, "Broken", true, by(ADA), NOBODY);
    assertThat(stored(claimed(3).does(fail), WorkEvent.AttemptFailed.class).reason()).isEqualTo("Broken");
    assertThat(stored(claimed(1).does(fail), WorkEvent.WorkFailed.class).reason()).isEqualTo("Broken");
  }

  @Test
  void keepsTheHandoffOfARelease() {
    WorkCommand.Release release = new WorkCommand.Release(ADA, FIRST, Optional.of("See b"), by(ADA), NOBODY);
    assertThat(stored(claimed(3).does(release), WorkEvent.WorkReleased.class).handoff()).contains("See b");
  }

  @Test
  void keepsWhoReviewedAndWhy() {
    WorkEvent.ReviewRejected rejected = stored(inReview().does(new WorkCommand.Reject("No tests", by(BOB), NOBODY)), WorkEvent.ReviewRejected.class);
    assertThat(rejected.reason()).isEqualTo("No tests");
    assertThat(rejected.by()).isEqualTo(by(BOB));
    WorkEvent.ReviewApproved approved =
        stored(inReview().does(new WorkCommand.Approve(Optional.of("Well done"), by(BOB), NOBODY)), WorkEvent.ReviewApproved.class);
    assertThat(approved.note()).contains("Well done");
    assertThat(approved.by()).isEqualTo(by(BOB));
  }

  private static Play claimed(int maxAttempts) {
    return Play.of(new Spec().maxAttempts(maxAttempts).build()).does(Works.claim(ADA, "r1"));
  }

  private static Play inReview() {
    return Play.of(new Spec().review().build()).does(Works.claim(ADA, "r1")).does(Works.complete(ADA, 1));
  }

  private static <E extends WorkEvent> E stored(Play play, Class<E> type) {
    return type.cast(((Decision.Store<WorkEvent>) play.last).event());
  }
}
