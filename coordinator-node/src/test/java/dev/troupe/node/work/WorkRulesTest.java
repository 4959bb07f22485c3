package dev.troupe.node.work;

import static dev.troupe.node.work.Works.LEASE_CLOCK;
import static dev.troupe.node.work.Works.ADA;
import static dev.troupe.node.work.Works.BOB;
import static dev.troupe.node.work.Works.NOBODY;
import static dev.troupe.node.work.Works.NOON;
import static dev.troupe.node.work.Works.WORK;
import static dev.troupe.node.work.Works.add;
import static dev.troupe.node.work.Works.by;
import static dev.troupe.node.work.Works.cancel;
import static dev.troupe.node.work.Works.claim;
import static dev.troupe.node.work.Works.complete;
import static dev.troupe.node.work.Works.fail;
import static dev.troupe.node.work.Works.progress;
import static dev.troupe.node.work.Works.release;
import static dev.troupe.node.work.Works.retry;
import static dev.troupe.node.work.Works.spec;
import static dev.troupe.node.work.Works.timeUp;
import static dev.troupe.node.work.Works.under;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.Decision;
import dev.troupe.node.work.Works.Play;
import dev.troupe.node.work.Works.Spec;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkRulesTest {

  @Test
  void isReadyAtOnceWhenNothingHoldsIt() {
    assertThat(Play.of(spec()).state).isInstanceOf(WorkState.Available.class);
  }

  @Test
  void givesTheFirstClaimTokenOne() {
    Play play = Play.of(spec()).does(claim(ADA, "r1"));
    assertThat(((WorkState.Claimed) play.state).lease().token()).isEqualTo(new LeaseToken(1));
  }

  @Test
  void refusesASecondClaimWhileTheLeaseHolds() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(claim(BOB, "r2"));
    assertThat(play.refusal()).isEqualTo(Code.ALREADY_CLAIMED);
    assertThat(((Decision.Refused<WorkEvent>) play.last).refusal().holder()).contains(ADA);
  }

  @Test
  void repeatsAClaimOfTheSameRequest() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(claim(ADA, "r1"));
    assertThat(play.last).isInstanceOf(Decision.Repeated.class);
  }

  @Test
  void refusesASecondRequestOfTheHolderItself() {
    assertThat(Play.of(spec()).does(claim(ADA, "r1")).does(claim(ADA, "r2")).refusal()).isEqualTo(Code.ALREADY_CLAIMED);
  }

  @Test
  void refusesToClaimAnewUnderARequestWhoseLeaseIsOver() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(timeUp(1)).does(claim(ADA, "r1"));
    assertThat(play.refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void saysThatTheLeaseOfARepeatedRequestIsOverEvenWhenAnotherHoldsIt() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(timeUp(1)).does(claim(BOB, "r2")).does(claim(ADA, "r1"));
    assertThat(play.refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void refusesAnAgentThatLacksACapability() {
    assertThat(Play.of(new Spec().requires("java").build()).does(claim(ADA, "r1")).refusal()).isEqualTo(Code.INVALID);
  }

  @Test
  void comesBackWithAHigherTokenWhenItsLeaseExpires() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(timeUp(1)).does(claim(BOB, "r2"));
    assertThat(((WorkState.Claimed) play.state).lease().token()).isEqualTo(new LeaseToken(2));
    assertThat(play.does(complete(ADA, 1)).refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void refusesTheNewestTokenOnceItsLeaseHasExpired() {
    assertThat(Play.of(spec()).does(claim(ADA, "r1")).does(timeUp(1)).does(progress(ADA, 1, 10)).refusal())
        .isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void ignoresTheClockOfAnEarlierLease() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(release(ADA, 1)).does(claim(BOB, "r2")).does(timeUp(1));
    assertThat(play.last).isInstanceOf(Decision.Nothing.class);
  }

  /** Fault run of seed 1017: the clock ran out while a renewal was being stored, and its word, that had waited meanwhile, ended the renewed lease. */
  @Test
  void doesNotEndALeaseByAClockThatWasStartedAnewSince() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(progress(ADA, 1, 10));
    play.does(new WorkMessages.LeaseTimeUp(new LeaseToken(1), LEASE_CLOCK - 1));
    assertThat(play.last).isInstanceOf(Decision.Nothing.class);
    assertThat(play.does(timeUp(1)).last).isInstanceOf(Decision.Store.class);
  }

  @Test
  void failsWhenTheLeaseOfTheLastAttemptExpires() {
    Play play = Play.of(new Spec().maxAttempts(1).build()).does(claim(ADA, "r1")).does(timeUp(1));
    assertThat(play.state).isInstanceOf(WorkState.Failed.class);
  }

  @Test
  void completesOnceAndAnswersARepeat() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(complete(ADA, 1));
    assertThat(play.state).isInstanceOf(WorkState.Completed.class);
    assertThat(play.does(complete(ADA, 1)).last).isInstanceOf(Decision.Repeated.class);
  }

  @Test
  void answersARepeatedEndOnlyUntilTheNextLeaseBegins() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(release(ADA, 1));
    assertThat(play.does(release(ADA, 1)).last).isInstanceOf(Decision.Repeated.class);
    assertThat(play.does(claim(BOB, "r2")).does(release(ADA, 1)).refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void refusesProgressOnWhatIsFinished() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(complete(ADA, 1)).does(progress(ADA, 1, 50));
    assertThat(play.refusal()).isEqualTo(Code.WRONG_STATE);
  }

  @Test
  void refusesAnotherAgentWithTheRightToken() {
    assertThat(Play.of(spec()).does(claim(ADA, "r1")).does(complete(BOB, 1)).refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void retriesAFailedAttemptUntilTheyAreUsedUp() {
    Play play = Play.of(new Spec().maxAttempts(2).build()).does(claim(ADA, "r1")).does(fail(ADA, 1, true));
    assertThat(play.state).isInstanceOf(WorkState.Available.class);
    play.does(claim(ADA, "r2")).does(fail(ADA, 2, true));
    assertThat(play.state).isInstanceOf(WorkState.Failed.class);
  }

  @Test
  void failsAtOnceWhenItIsNotRetryable() {
    assertThat(Play.of(spec()).does(claim(ADA, "r1")).does(fail(ADA, 1, false)).state).isInstanceOf(WorkState.Failed.class);
  }

  @Test
  void doublesTheBackoffWithEachFailedAttempt() {
    Play play = Play.of(new Spec().maxAttempts(5).backoff(Duration.ofSeconds(10)).build()).does(claim(ADA, "r1"));
    play.does(fail(ADA, 1, true));
    assertThat(((WorkState.Scheduled) play.state).due()).isEqualTo(NOON.plusSeconds(10));
    play.after(Duration.ofSeconds(10)).does(new WorkMessages.DueTimeReached()).does(claim(ADA, "r2")).does(fail(ADA, 2, true));
    assertThat(((WorkState.Scheduled) play.state).due()).isEqualTo(NOON.plusSeconds(30));
  }

  @Test
  void waitsForItsStartTime() {
    Play play = Play.of(new Spec().runAt(NOON.plusSeconds(5)).build()).does(new WorkCommand.Wake());
    assertThat(play.state).isInstanceOf(WorkState.Scheduled.class);
    play.after(Duration.ofSeconds(5)).does(new WorkCommand.Wake());
    assertThat(play.state).isInstanceOf(WorkState.Available.class);
  }

  @Test
  void waitsForEveryDependency() {
    WorkId first = new WorkId("a");
    WorkId second = new WorkId("b");
    Play play = Play.of(new Spec().dependsOn(first, second).build());
    play.does(new WorkCommand.DependencyEnded(first, WorkStatus.COMPLETED));
    assertThat(((WorkState.Blocked) play.state).open()).containsExactly(second);
    play.does(new WorkCommand.DependencyEnded(first, WorkStatus.COMPLETED));
    assertThat(play.last).isInstanceOf(Decision.Nothing.class);
    play.does(new WorkCommand.DependencyEnded(second, WorkStatus.COMPLETED));
    assertThat(play.state).isInstanceOf(WorkState.Available.class);
  }

  @Test
  void isCancelledWithADependencyButHoldsForAFailedOne() {
    WorkId first = new WorkId("a");
    Play play = Play.of(new Spec().dependsOn(first).build());
    play.does(new WorkCommand.DependencyEnded(first, WorkStatus.FAILED));
    assertThat(play.state).isInstanceOf(WorkState.Blocked.class);
    play.does(new WorkCommand.DependencyEnded(first, WorkStatus.CANCELLED));
    assertThat(play.state).isInstanceOf(WorkState.Cancelled.class);
  }

  @Test
  void refusesToDependOnItself() {
    assertThat(Play.of(new Spec().dependsOn(WORK).build()).refusal()).isEqualTo(Code.DEPENDENCY_CYCLE);
  }

  @Test
  void waitsForAReviewAndGoesBackWithTheReason() {
    Play play = Play.of(new Spec().review().build()).does(claim(ADA, "r1")).does(complete(ADA, 1));
    assertThat(play.state).isInstanceOf(WorkState.InReview.class);
    play.does(new WorkCommand.Reject("No tests.", by(BOB), NOBODY));
    assertThat(play.state).isInstanceOf(WorkState.Available.class);
    assertThat(play.item().handoff()).contains("No tests.");
    play.does(claim(ADA, "r2")).does(complete(ADA, 2)).does(new WorkCommand.Approve(Optional.empty(), by(BOB), NOBODY));
    assertThat(play.state).isInstanceOf(WorkState.Completed.class);
  }

  @Test
  void tellsTheHolderOfACancelledItemThatItIsOver() {
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(cancel());
    assertThat(play.does(progress(ADA, 1, 10)).refusal()).isEqualTo(Code.WRONG_STATE);
    assertThat(play.does(cancel()).last).isInstanceOf(Decision.Repeated.class);
  }

  @Test
  void comesOffTheDeadLetterListWithAllItsAttempts() {
    Play play = Play.of(new Spec().maxAttempts(1).build()).does(claim(ADA, "r1")).does(fail(ADA, 1, true)).does(retry());
    assertThat(play.state).isInstanceOf(WorkState.Available.class);
    assertThat(play.item().attempts().burned()).isZero();
    assertThat(play.item().attempts().nextToken()).isEqualTo(new LeaseToken(2));
  }

  @Test
  void acceptsTheSameAddAgainAndRefusesAnotherOfThatId() {
    Play play = Play.of(spec()).does(add(spec()));
    assertThat(play.last).isInstanceOf(Decision.Repeated.class);
    assertThat(play.does(add(new Spec().review().build())).refusal()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void countsUsageOnceForARepeatedReport() {
    Usage usage = new Usage(10, 5, new BigDecimal("0.25"));
    WorkCommand report =
        new WorkCommand.ReportProgress(
            ADA, new LeaseToken(1), 10, Optional.empty(), Optional.empty(), Optional.of(usage), under("r9", "f"), NOBODY);
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(report).does(report);
    assertThat(play.last).isInstanceOf(Decision.Repeated.class);
    assertThat(play.item().usage()).isEqualTo(usage);
  }

  @Test
  void refusesARequestIdThatMeantSomethingElse() {
    Play play = Play.of(spec()).does(claim(ADA, "r1"));
    play.does(new WorkCommand.Release(ADA, new LeaseToken(1), Optional.empty(), under("r9", "f"), NOBODY));
    play.does(
        new WorkCommand.Complete(ADA, new LeaseToken(1), Outcome.SUCCESS, Optional.empty(), Optional.empty(), under("r9", "g"), NOBODY));
    assertThat(play.refusal()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void keepsTheCheckpointForTheNextAgent() {
    WorkCommand report =
        new WorkCommand.ReportProgress(
            ADA, new LeaseToken(1), 40, Optional.of("Read all."), Optional.of(new dev.troupe.protocol.Json("{\"at\":3}")),
            Optional.empty(), by(ADA), NOBODY);
    Play play = Play.of(spec()).does(claim(ADA, "r1")).does(report).does(timeUp(1));
    assertThat(play.item().progress().checkpoint()).contains(new dev.troupe.protocol.Json("{\"at\":3}"));
  }
}
