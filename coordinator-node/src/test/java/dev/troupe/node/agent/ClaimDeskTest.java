package dev.troupe.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.troupe.node.Alarms;
import dev.troupe.node.Told;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentCommand.MatchSettled;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.DispatchCommand.CancelMatch;
import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.protocol.WorkView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimDeskTest {
  private static final AgentId ADA = new AgentId("ada");
  private static final TeamId CORE = new TeamId("core");
  private static final TeamId DOCS = new TeamId("docs");
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final AgentSettings SETTINGS =
      new AgentSettings(
          Duration.ofSeconds(45), Duration.ofSeconds(90), Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(30), 10, 4);

  private final Told told = new Told();
  private final Map<Object, AgentCommand> alarms = new HashMap<>();
  private final ClaimLedger ledger = new ClaimLedger(10);
  private final List<RequestId> lookedFor = new ArrayList<>();
  private final TestInbox<AgentReply> inbox = TestInbox.create();
  private final TestInbox<WorkReply> nobody = TestInbox.create();
  private ClaimDesk desk;

  @BeforeEach
  void open() {
    Alarms<AgentCommand> clock =
        new Alarms<>() {
          @Override
          public void set(Object key, Duration delay, AgentCommand message) {
            alarms.put(key, message);
          }

          @Override
          public void clear(Object key) {
            alarms.remove(key);
          }
        };
    desk = new ClaimDesk(ADA, SETTINGS, told.directory(), clock, ledger, request -> lookedFor.add(request.id), nobody.getRef());
    desk.uses(new AgentProfile(CORE, Set.of("java"), 2, Optional.empty(), Map.of()));
  }

  @Test
  void asksTheDispatcherOfTheAgentsTeamAndAnswersWithTheGrant() {
    desk.claimNext(next("r1", 1, Duration.ZERO));
    assertThat(told.dispatchers.get(0).getKey()).isEqualTo(CORE);
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
    assertThat(alarms).isEmpty();
  }

  @Test
  void neverAsksForMoreThanThereIsRoomFor() {
    desk.claimNext(next("r1", 100, Duration.ZERO));
    assertThat(told.toDispatchers(Match.class).get(0).max()).isEqualTo(2);
    desk.claimNext(next("r2", 1, Duration.ZERO));
    assertThat(refusal()).isEqualTo(Code.OVER_CAPACITY);
  }

  /** Fault run of seed 1099: an agent's entity moved while its claim waited; its next life had another claim under way when the first was asked again, and refused it. */
  @Test
  void cancelsAtTheDispatcherWhatItRefusesAndAnEarlierLifeMayHaveAsked() {
    ledger.recovered();
    desk.claimNext(next("other", 2, TEN_SECONDS));
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    assertThat(refusal()).isEqualTo(Code.OVER_CAPACITY);
    assertThat(told.toDispatchers(CancelMatch.class)).containsExactly(new CancelMatch(ADA, new RequestId("r1")));
  }

  /** Found by a run of faults: the copy got a lease later, of which nobody had been told. */
  @Test
  void leavesACopyAloneWhoseQuestionWasRefused() {
    ledger.hold(new WorkId("a"), new LeaseToken(1), Instant.EPOCH);
    ledger.hold(new WorkId("b"), new LeaseToken(1), Instant.EPOCH);
    AgentCommand.ClaimNext claim = numbered("r1", 7);
    assertThat(desk.isLateCopy(claim)).isFalse();
    desk.claimNext(claim);
    assertThat(refusal()).isEqualTo(Code.OVER_CAPACITY);
    ledger.drop(new WorkId("a"));
    assertThat(desk.isLateCopy(claim)).isTrue();
    assertThat(desk.isLateCopy(numbered("r1", 8))).as("asked anew").isFalse();
  }

  @Test
  void leavesACopyAloneWhoseQuestionWasToldThatThereIsNothing() {
    AgentCommand.ClaimNext claim = numbered("r1", 7);
    assertThat(desk.isLateCopy(claim)).isFalse();
    desk.claimNext(claim);
    assertThat(desk.isLateCopy(claim)).as("while it is open it is joined").isFalse();
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 0, Optional.empty()));
    assertThat(desk.isLateCopy(claim)).isTrue();
  }

  /** The answer may have been lost. */
  @Test
  void answersACopyWhoseQuestionGotALease() {
    AgentCommand.ClaimNext claim = numbered("r1", 7);
    assertThat(desk.isLateCopy(claim)).isFalse();
    desk.claimNext(claim);
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
    assertThat(desk.isLateCopy(claim)).isFalse();
  }

  @Test
  void knowsTheCopiesOfTheLatestQuestionsOnly() {
    RecentAsks asks = new RecentAsks();
    for (long ask = 0; ask < 1000; ask++) {
      assertThat(asks.take(ask)).isTrue();
      assertThat(asks.take(ask)).isFalse();
      assertThat(asks.take(Math.max(0, ask - RecentAsks.MOST + 1))).isFalse();
    }
    assertThat(asks.take(0)).isTrue();
  }

  @Test
  void answersWithNothingWhenThereIsNothing() {
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 0, Optional.empty()));
    assertThat(claims()).isEmpty();
  }

  @Test
  void waitsForAGrantThatIsPromisedButLate() {
    desk.claimNext(next("r1", 2, Duration.ZERO));
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 1, Optional.empty()));
    assertThat(inbox.hasMessages()).isFalse();
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
  }

  @Test
  void asksTheJournalForAGrantThatIsPromisedAndDoesNotCome() {
    desk.claimNext(next("r1", 2, Duration.ZERO));
    desk.granted(new RequestId("r1"), grant("w2", 1));
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 2, Optional.empty()));
    desk.repair(new RequestId("r1"));
    assertThat(told.toDispatchers(Match.class)).as("no second match").hasSize(1);
    desk.lookedUp(new RequestId("r1"), List.of(recalled("w1", true), recalled("w2", true)));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    desk.granted(new RequestId("r1"), grant("w2", 1));
    assertThat(claims()).containsExactly("w1", "w2");
  }

  @Test
  void givesTheSameLeaseForTheSameRequest() {
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    inbox.receiveMessage();
    desk.claimNext(next("r1", 1, Duration.ZERO));
    assertThat(told.toWork(WorkCommand.Claim.class)).singleElement().satisfies(claim -> assertThat(claim.requestId().value()).isEqualTo("r1"));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
    assertThat(told.toDispatchers(Match.class)).hasSize(1);
  }

  @Test
  void joinsARequestThatIsAskedAgainWhileItIsOpenAndAnswersEachWhoAskedOnce() {
    TestInbox<AgentReply> other = TestInbox.create("other");
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.claimNext(new AgentCommand.ClaimNext(1, TEN_SECONDS, Set.of(), List.of(), Optional.empty(), new RequestId("r1"), by("f"), other.getRef(), Optional.empty()));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
    assertThat(inbox.hasMessages()).isFalse();
    assertThat(other.receiveMessage()).isInstanceOf(AgentReply.Claims.class);
    assertThat(told.toDispatchers(Match.class)).hasSize(1);
  }

  @Test
  void saysThatWhatARepeatedRequestGotIsOver() {
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    inbox.receiveMessage();
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.refused(new RequestId("r1"), new WorkId("w1"), Refusal.of(Code.ALREADY_CLAIMED, "Another holds it."));
    assertThat(refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void refusesARequestIdWithAnotherBody() {
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    inbox.receiveMessage();
    desk.claimNext(
        new AgentCommand.ClaimNext(
            1, Duration.ZERO, Set.of(), List.of(), Optional.empty(), new RequestId("r1"), by("other"), inbox.getRef(), Optional.empty()));
    assertThat(refusal()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void givesBackWhatComesAfterItAnsweredThatThereIsNothing() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.waitOver(new RequestId("r1"));
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 0, Optional.empty()));
    assertThat(claims()).isEmpty();
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(told.toWork(WorkCommand.Release.class)).singleElement().satisfies(release -> assertThat(release.token().value()).isOne());
    assertThat(ledger.isEmpty()).isTrue();
  }

  @Test
  void keepsForTheRepeatWhatComesAfterTheOutcomeWasCalledUnknown() {
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.giveUp(new RequestId("r1"));
    assertThat(refusal()).isEqualTo(Code.OUTCOME_UNKNOWN);
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(told.toWork(WorkCommand.Release.class)).isEmpty();
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
  }

  @Test
  void givesBackWhatIsBeyondItsCapacity() {
    ledger.hold(new WorkId("a"), new LeaseToken(1), Instant.EPOCH);
    ledger.hold(new WorkId("b"), new LeaseToken(1), Instant.EPOCH);
    desk.granted(new RequestId("old"), grant("w1", 1));
    assertThat(told.toWork(WorkCommand.Release.class)).hasSize(1);
    assertThat(ledger.size()).isEqualTo(2);
  }

  @Test
  void givesBackWhatDoesNotFitIntoOneAnswer() {
    desk.uses(new AgentProfile(CORE, Set.of("java"), 100, Optional.empty(), Map.of()));
    desk.claimNext(next("r1", 20, Duration.ZERO));
    for (int i = 0; i < 20; i++) {
      desk.granted(new RequestId("r1"), grant("w" + i, 1, "é".repeat(20_000)));
    }
    assertThat(claims()).hasSizeBetween(10, 19).hasSize(ledger.size());
    assertThat(told.toWork(WorkCommand.Release.class)).hasSize(20 - ledger.size());
  }

  @Test
  void cancelsItsWaitAndThenAnswers() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 0, Optional.empty()));
    assertThat(inbox.hasMessages()).isFalse();
    desk.waitOver(new RequestId("r1"));
    assertThat(told.toDispatchers(CancelMatch.class)).hasSize(1);
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 0, Optional.empty()));
    assertThat(claims()).isEmpty();
  }

  /** Fault run of seed 902: a new dispatcher answered with nothing, what the old one had granted was on its way, and the agent claimed on beyond its room. */
  @Test
  void asksTheJournalWhenTheDispatcherDoesNotKnowWhatItIsToCancel() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.waitOver(new RequestId("r1"));
    desk.repair(new RequestId("r1"));
    assertThat(told.toDispatchers(CancelMatch.class)).hasSize(2);
    desk.settled(unsure(0));
    assertThat(inbox.hasMessages()).isFalse();
    assertThat(lookedFor).containsExactly(new RequestId("r1"));
    desk.lookedUp(new RequestId("r1"), List.of(recalled("w1", true)));
    assertThat(told.toWork(WorkCommand.Claim.class)).singleElement().satisfies(claim -> assertThat(claim.requestId()).isEqualTo(new RequestId("r1")));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
    assertThat(alarms).isEmpty();
  }

  @Test
  void answersWithNothingWhenTheJournalKnowsNothingEither() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.waitOver(new RequestId("r1"));
    desk.settled(unsure(0));
    desk.lookedUp(new RequestId("r1"), List.of());
    assertThat(claims()).isEmpty();
  }

  @Test
  void asksANewDispatcherAnewWhenTheJournalKnowsNothing() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.repair(new RequestId("r1"));
    assertThat(told.toDispatchers(Match.class)).extracting(Match::again).containsExactly(Optional.empty(), Optional.of(true));
    desk.settled(unsure(0));
    desk.lookedUp(new RequestId("r1"), List.of());
    assertThat(told.toDispatchers(Match.class)).hasSize(3).last().satisfies(match -> assertThat(match.again()).isEmpty());
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
  }

  @Test
  void keepsAtMostWhatWasAskedForOfWhatTheJournalTellsAndWhatCameMeanwhile() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.settled(unsure(0));
    desk.granted(new RequestId("r1"), grant("w2", 1));
    assertThat(inbox.hasMessages()).isFalse();
    desk.lookedUp(new RequestId("r1"), List.of(recalled("w1", true)));
    assertThat(told.toWork(WorkCommand.Release.class)).hasSize(1);
    desk.granted(new RequestId("r1"), grant("w2", 1));
    assertThat(claims()).containsExactly("w2");
    assertThat(ledger.works()).containsExactly(new WorkId("w2"));
  }

  /** Found by the simulation: the repeat told only what the journal had told. */
  @Test
  void tellsARepeatOfAllThatTheJournalToldAndCameMeanwhile() {
    desk.claimNext(next("r1", 2, TEN_SECONDS));
    desk.settled(unsure(0));
    desk.granted(new RequestId("r1"), grant("w2", 1));
    desk.lookedUp(new RequestId("r1"), List.of(recalled("w1", true)));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    desk.granted(new RequestId("r1"), grant("w2", 1));
    assertThat(claims()).containsExactlyInAnyOrder("w1", "w2");
    desk.claimNext(next("r1", 2, TEN_SECONDS));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    desk.granted(new RequestId("r1"), grant("w2", 1));
    assertThat(claims()).containsExactlyInAnyOrder("w1", "w2");
  }

  @Test
  void looksAgainUntilTheOutcomeIsCalledUnknown() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.settled(unsure(0));
    desk.repair(new RequestId("r1"));
    assertThat(lookedFor).as("while the journal is being asked").hasSize(1);
    desk.lookUpFailed(new RequestId("r1"));
    desk.repair(new RequestId("r1"));
    assertThat(lookedFor).hasSize(2);
    desk.waitOver(new RequestId("r1"));
    desk.giveUp(new RequestId("r1"));
    assertThat(refusal()).isEqualTo(Code.OUTCOME_UNKNOWN);
    desk.lookedUp(new RequestId("r1"), List.of());
    assertThat(inbox.hasMessages()).isFalse();
  }

  @Test
  void saysThatALeaseOfWhichNobodyWasToldIsOver() {
    desk.claimNext(keyed("r1"));
    desk.settled(unsure(0));
    desk.lookedUp(new RequestId("r1"), List.of(recalled("w1", false)));
    desk.refused(new RequestId("r1"), new WorkId("w1"), Refusal.of(Code.ALREADY_CLAIMED, "Another holds it."));
    assertThat(refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void keepsAPromiseWhenTheCancelFindsTheMatchSettled() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 1, Optional.empty()));
    desk.waitOver(new RequestId("r1"));
    desk.settled(unsure(0));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    desk.lookedUp(new RequestId("r1"), List.of());
    assertThat(claims()).containsExactly("w1");
  }

  /** Found by the simulation: the word of a first grant came through while the request, that meanwhile had got another item, was repeated. */
  @Test
  void givesBackALostGrantThatComesWhileTheRequestIsRepeated() {
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.granted(new RequestId("r1"), grant("w2", 1));
    assertThat(claims()).containsExactly("w2");
    desk.claimNext(next("r1", 1, Duration.ZERO));
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(told.toWork(WorkCommand.Release.class)).hasSize(1);
    desk.granted(new RequestId("r1"), grant("w2", 1));
    assertThat(claims()).containsExactly("w2");
  }

  /** Fault run of seed 501: the grant was lost in a partition, the wait was answered with nothing, and the repeat was given another item. */
  @Test
  void callsAWaitWhoseDispatcherIsSilentUnknownAndAsksTheJournalBeforeTheRepeat() {
    AgentCommand.ClaimNext claim = keyed("r1");
    assertThat(desk.onlyJournalKnows(claim)).as("a new request of a young entity").isFalse();
    desk.claimNext(claim);
    desk.waitOver(new RequestId("r1"));
    desk.giveUp(new RequestId("r1"));
    assertThat(refusal()).isEqualTo(Code.OUTCOME_UNKNOWN);
    assertThat(desk.onlyJournalKnows(claim)).isTrue();
    desk.recall(claim, List.of(recalled("w1", false)));
    assertThat(desk.onlyJournalKnows(claim)).isFalse();
    desk.claimNext(claim);
    assertThat(told.toDispatchers(Match.class)).as("no second match").hasSize(1);
    desk.refused(new RequestId("r1"), new WorkId("w1"), Refusal.of(Code.ALREADY_CLAIMED, "Another holds it."));
    assertThat(refusal()).isEqualTo(Code.LEASE_LOST);
  }

  @Test
  void asksAgainWhileItWaitsInCaseTheDispatcherHasMoved() {
    desk.claimNext(next("r1", 1, TEN_SECONDS));
    desk.repair(new RequestId("r1"));
    assertThat(told.toDispatchers(Match.class)).hasSize(2);
  }

  @Test
  void goesFromTeamToTeamAndThenListensAtAll() {
    desk.claimNext(
        new AgentCommand.ClaimNext(
            1, TEN_SECONDS, Set.of(), List.of(CORE, DOCS), Optional.empty(), new RequestId("r1"), by("f"), inbox.getRef(), Optional.empty()));
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 0, Optional.empty()));
    desk.settled(new MatchSettled(new RequestId("r1"), DOCS, 0, Optional.empty()));
    List<Match> matches = told.toDispatchers(Match.class);
    assertThat(matches).extracting(Match::nudgeOnly).containsExactly(false, false, true, true);
    desk.workArrived(new AgentCommand.WorkArrived(new RequestId("r1"), DOCS));
    assertThat(told.dispatchers.get(4).getKey()).isEqualTo(DOCS);
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
  }

  @Test
  void tellsWhyAnItemAskedForByItsIdRefused() {
    desk.claimById(new AgentCommand.ClaimById(new WorkId("w1"), Optional.empty(), new RequestId("r1"), by("f"), inbox.getRef(), Optional.empty()));
    desk.refused(new RequestId("r1"), new WorkId("w1"), Refusal.alreadyClaimed(new WorkId("w1"), new AgentId("bob"), Instant.EPOCH));
    assertThat(refusal()).isEqualTo(Code.ALREADY_CLAIMED);
    assertThat(desk.hasOpenRequests()).isFalse();
  }

  @Test
  void refusesMoreOpenRequestsThanItMayHave() {
    desk.uses(new AgentProfile(CORE, Set.of(), 100, Optional.empty(), Map.of()));
    for (int i = 0; i < 5; i++) {
      desk.claimNext(next("r" + i, 1, TEN_SECONDS));
    }
    assertThat(refusal()).isEqualTo(Code.OVERLOADED);
  }

  @Test
  void knowsThatItRemembersEveryRequestUntilItForgetsTheFirst() {
    desk.uses(new AgentProfile(CORE, Set.of("java"), 100, Optional.empty(), Map.of()));
    for (int i = 0; i < 10; i++) {
      assertThat(desk.onlyJournalKnows(keyed("r" + i))).isFalse();
      desk.claimNext(keyed("r" + i));
      desk.granted(new RequestId("r" + i), grant("w" + i, 1));
    }
    assertThat(desk.onlyJournalKnows(keyed("r10"))).isFalse();
    desk.claimNext(keyed("r10"));
    assertThat(desk.onlyJournalKnows(keyed("r10"))).as("while it is open").isFalse();
    desk.granted(new RequestId("r10"), grant("w10", 1));
    assertThat(desk.onlyJournalKnows(keyed("r0"))).isTrue();
    assertThat(desk.onlyJournalKnows(keyed("r10"))).as("remembered").isFalse();
    assertThat(desk.onlyJournalKnows(next("r99", 1, Duration.ZERO))).as("without a key of its caller's").isFalse();
  }

  /** The dispatcher that says so may be a new one, and the word of the old one's grant lost. */
  @Test
  void asksTheJournalBeforeTheRepeatOfWhatWasToldThatThereIsNothing() {
    AgentCommand.ClaimNext claim = keyed("r1");
    desk.claimNext(claim);
    desk.settled(new MatchSettled(new RequestId("r1"), CORE, 0, Optional.empty()));
    assertThat(claims()).isEmpty();
    assertThat(desk.onlyJournalKnows(claim)).isTrue();
    assertThat(desk.onlyJournalKnows(keyed("r2"))).isFalse();
    desk.granted(new RequestId("r1"), grant("late", 1));
    assertThat(told.toWork(WorkCommand.Release.class)).as("still given back").hasSize(1);
    desk.recall(claim, List.of(recalled("w1", true)));
    desk.claimNext(claim);
    desk.granted(new RequestId("r1"), grant("w1", 1));
    assertThat(claims()).containsExactly("w1");
    assertThat(told.toDispatchers(Match.class)).as("no second match").hasSize(1);
  }

  @Test
  void givesBackWhatARequestOfUnknownOutcomeHoldsBeyondWhatItAskedFor() {
    AgentCommand.ClaimNext claim = keyed("r1");
    desk.claimNext(claim);
    desk.giveUp(new RequestId("r1"));
    desk.recall(claim, List.of(recalled("w1", true), recalled("w2", true)));
    assertThat(told.toWork(WorkCommand.Release.class)).hasSize(1);
    assertThat(ledger.works()).containsExactly(new WorkId("w1"));
  }

  /** Found by the simulation: the agent had claimed other items while the word of a grant was lost. */
  @Test
  void givesBackWhatARequestOfUnknownOutcomeHoldsBeyondTheAgentsRoom() {
    AgentCommand.ClaimNext claim = keyed("r1");
    desk.claimNext(claim);
    desk.giveUp(new RequestId("r1"));
    ledger.hold(new WorkId("a"), new LeaseToken(1), Instant.EPOCH);
    ledger.hold(new WorkId("b"), new LeaseToken(1), Instant.EPOCH);
    desk.recall(claim, List.of(recalled("w1", true)));
    assertThat(told.toWork(WorkCommand.Release.class)).hasSize(1);
    assertThat(ledger.size()).isEqualTo(2);
    inbox.receiveMessage();
    desk.claimNext(claim);
    assertThat(refusal()).isEqualTo(Code.OVER_CAPACITY);
  }

  @Test
  void leavesAnEarlierLifeToTheJournal() {
    ledger.recovered();
    assertThat(desk.onlyJournalKnows(keyed("r1"))).isTrue();
  }

  private static MatchSettled unsure(int granted) {
    return new MatchSettled(new RequestId("r1"), CORE, granted, Optional.of(true));
  }

  private static RecalledClaim recalled(String work, boolean open) {
    return new RecalledClaim(new WorkId(work), new LeaseToken(1), new RequestId("r1"), "f", Instant.EPOCH, open);
  }

  private AgentCommand.ClaimNext keyed(String request) {
    Cause cause = new Cause("agent:ada", Optional.of(new RequestId(request)), "f", Optional.empty());
    return new AgentCommand.ClaimNext(
        1, Duration.ZERO, Set.of(), List.of(), Optional.empty(), new RequestId(request), cause, inbox.getRef(), Optional.empty());
  }

  private AgentCommand.ClaimNext numbered(String request, long ask) {
    return new AgentCommand.ClaimNext(
        1, Duration.ZERO, Set.of(), List.of(), Optional.empty(), new RequestId(request), by("f"), inbox.getRef(), Optional.of(ask));
  }

  private AgentCommand.ClaimNext next(String request, int max, Duration wait) {
    return new AgentCommand.ClaimNext(
        max, wait, Set.of(), List.of(), Optional.empty(), new RequestId(request), by("f"), inbox.getRef(), Optional.empty());
  }

  private static Cause by(String fingerprint) {
    return new Cause("agent:ada", Optional.empty(), fingerprint, Optional.empty());
  }

  private static ClaimGrant grant(String work, long token) {
    return grant(work, token, "");
  }

  private static ClaimGrant grant(String work, long token, String description) {
    WorkSpec spec =
        new WorkSpec(
            "build", "Build it", description, Priority.LOW, CORE, Set.of(), List.of(), Optional.empty(), Duration.ofSeconds(60), 3, Duration.ZERO, false,
            Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    WorkView view =
        new WorkView(
            new WorkId(work), spec, WorkStatus.CLAIMED, Optional.empty(), 1, Progress.NONE, Optional.of(ADA), Optional.of(Instant.EPOCH),
            Optional.of(Instant.EPOCH), Instant.EPOCH, Optional.empty(), Optional.empty(), Optional.empty(), Usage.NONE, Optional.empty(), Optional.empty(), 2);
    return new ClaimGrant(view, new LeaseToken(token), Instant.EPOCH, 1);
  }

  private List<String> claims() {
    return ((AgentReply.Claims) inbox.receiveMessage()).claims().stream().map(claim -> claim.work().id().value()).toList();
  }

  private Code refusal() {
    return ((AgentReply.Refused) inbox.receiveMessage()).refusal().code();
  }
}
