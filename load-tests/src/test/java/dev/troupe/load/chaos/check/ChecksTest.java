package dev.troupe.load.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every check is handed a run with what it is there to find, and must find it; runs that are in order must pass all ten. */
class ChecksTest {

  private final Plot plot = new Plot();

  @Test
  void passesAnItemThatWasWorkedOff() {
    plot.added("w").claimed("w", "ada", 1, "c1").progressed("w", "ada", 1, "p1").read("w", "claimed", 3).completed("w", "ada", 1, "d1")
      .read("w", "completed", 4);
    assertThat(broken()).isEmpty();
  }

  @Test
  void passesLostAnswersRepeatsZombiesAndExpiredLeases() {
    plot.added("w").claimStored("w", "ada", 1, "c1").unknown(Action.CLAIM_NEXT, "ada", null, 0, "c1").claimTold("w", "ada", 1, "c1")
      .heartbeat("ada", "w", 1, true).later(5_100).expired("w", "ada", 1).heartbeat("ada", "w", 1, false)
      .claimed("w", "bob", 2, "c2").refused(Action.COMPLETE, "ada", "w", 1, "z1", "lease_lost")
      .unknown(Action.COMPLETE, "bob", "w", 2, "d1").completed("w", "bob", 2, "d1").completeTold("w", "bob", 2, "d1").completeTold("w", "bob", 2, "d2")
      .refused(Action.CLAIM_BY_ID, "ada", "w", 0, "c3", "wrong_state");
    assertThat(broken()).isEmpty();
  }

  @Test
  void passesACallWhoseEffectCameAfterItsClientGaveUp() {
    plot.added("w").claimed("w", "ada", 1, "c1").unknown(Action.RELEASE, "ada", "w", 1, "r1").read("w", "claimed", 2)
      .event("work.released", "w", "ada", 1, "r1", null).read("w", "ready", 3);
    assertThat(broken()).isEmpty();
  }

  @Test
  void findsAnEndAcceptedUnderAnotherRequestAfterTheNextLeaseBegan() {
    plot.added("w").claimed("w", "ada", 1, "c1").released("w", "ada", 1, "r1").releaseTold("w", "ada", 1, "r2", "ready")
      .claimed("w", "bob", 2, "c2").releaseTold("w", "ada", 1, "r1", "claimed");
    assertThat(broken()).isEmpty();
    plot.releaseTold("w", "ada", 1, "r3", "claimed");
    assertThat(broken()).containsExactlyInAnyOrder("linearizable", "old-token-refused");
  }

  @Test
  void passesALeaseGivenBackBeforeAnyoneWasTold() {
    plot.added("w").added("v").claimed("v", "ada", 1, "c1").claimStored("w", "ada", 1, "c1")
      .event("work.released", "w", "ada", 1, null, null);
    assertThat(broken()).isEmpty();
  }

  @Test
  void passesALeaseGivenBackUntoldWhoseRequestWasRefusedBefore() {
    plot.added("w").refused(Action.CLAIM_NEXT, "ada", null, 0, "c1", "over_capacity").claimStored("w", "ada", 1, "c1")
      .event("work.released", "w", "ada", 1, null, null);
    assertThat(broken()).isEmpty();
    plot.claimTold("w", "ada", 1, "c1");
    assertThat(broken()).contains("one-lease");
  }

  @Test
  void passesAClaimThatIsToldThatItsLeaseIsOver() {
    plot.added("w").claimStored("w", "ada", 1, "c1").event("work.released", "w", "ada", 1, "r1", null)
      .unknown(Action.RELEASE, "ada", "w", 1, "r1").refused(Action.CLAIM_NEXT, "ada", null, 0, "c1", "lease_lost");
    assertThat(broken()).isEmpty();
  }

  @Test
  void passesAnAnswerThatIsLaterThanWhatWasDone() {
    plot.added("w").claimed("w", "ada", 1, "c1").event("work.progressed", "w", "ada", 1, "p1", null).event("work.completed", "w", "ada", 1, "d1", null)
      .overlapping(Action.PROGRESS, "ada", "w", 1, "p1", "completed", 4).overlapping(Action.COMPLETE, "ada", "w", 1, "d1", "completed", 4);
    assertThat(broken()).isEmpty();
  }

  @Test
  void findsASecondLeaseInTheJournal() {
    plot.added("w").claimed("w", "ada", 1, "c1").later(6_000).claimed("w", "bob", 2, "c2");
    assertThat(broken()).contains("one-lease", "linearizable");
  }

  @Test
  void findsATokenThatDoesNotGrow() {
    plot.added("w").claimed("w", "ada", 3, "c1").released("w", "ada", 3, "r1").claimed("w", "bob", 2, "c2");
    assertThat(broken()).contains("one-lease");
  }

  @Test
  void findsALeaseTakenAwayAndGivenOnWhileItsHolderHadARightToIt() {
    plot.added("w").claimed("w", "ada", 1, "c1").later(1_000).heartbeat("ada", "w", 1, true).later(4_500).expired("w", "ada", 1)
      .claimed("w", "bob", 2, "c2");
    assertThat(findings("one-lease")).hasSize(2).anySatisfy(finding -> assertThat(finding.detail()).contains("token 2 was told to bob"));
  }

  @Test
  void findsAnAnswerWithoutAnEvent() {
    plot.added("w").claimed("w", "ada", 1, "c1").completeTold("w", "ada", 1, "d1");
    assertThat(broken()).contains("acknowledged-is-committed");
  }

  @Test
  void findsAClaimWithoutAnEvent() {
    plot.added("w").claimTold("w", "ada", 1, "c1");
    assertThat(findings("acknowledged-is-committed")).hasSize(1);
  }

  @Test
  void findsAnEventThatNobodyAskedFor() {
    plot.added("w").claimed("w", "ada", 1, "c1").event("work.completed", "w", "ada", 1, "nobody", null);
    assertThat(broken()).containsExactly("acknowledged-is-committed");
  }

  @Test
  void findsAnEventWhoseRequestWasRefused() {
    plot.added("w").claimed("w", "ada", 1, "c1").event("work.completed", "w", "ada", 1, "d1", null)
      .refused(Action.COMPLETE, "ada", "w", 1, "d1", "lease_lost");
    assertThat(broken()).contains("acknowledged-is-committed", "linearizable");
  }

  @Test
  void findsAnEventUnderAnOldToken() {
    plot.added("w").claimed("w", "ada", 1, "c1").later(6_000).expired("w", "ada", 1).claimed("w", "bob", 2, "c2").completed("w", "ada", 1, "z1");
    assertThat(broken()).contains("old-token-refused", "linearizable");
  }

  @Test
  void findsAnAnswerToAnOldTokenThatLeftNoTrace() {
    plot.added("w").claimed("w", "ada", 1, "c1").later(6_000).expired("w", "ada", 1).claimed("w", "bob", 2, "c2").heartbeat("ada", "w", 1, true);
    assertThat(broken()).contains("old-token-refused", "linearizable");
  }

  @Test
  void findsARequestThatWasDoneTwice() {
    plot.added("w").claimed("w", "ada", 1, "c1").progressed("w", "ada", 1, "p1").progressed("w", "ada", 1, "p1");
    assertThat(broken()).contains("one-key-one-effect");
  }

  @Test
  void findsAClaimThatGaveTwoItems() {
    plot.capacities.put("ada", 5);
    plot.added("w").added("v").claimed("w", "ada", 1, "c1").claimed("v", "ada", 1, "c1");
    assertThat(findings("one-key-one-effect")).hasSize(2);
  }

  @Test
  void findsAReadThatIsBehind() {
    plot.added("w").claimed("w", "ada", 1, "c1").completed("w", "ada", 1, "d1").read("w", "claimed", 2);
    assertThat(broken()).containsExactly("linearizable");
  }

  @Test
  void findsARefusalThatHadNoReason() {
    plot.added("w").claimed("w", "ada", 1, "c1").refused(Action.PROGRESS, "ada", "w", 1, "p1", "lease_lost").progressed("w", "ada", 1, "p2");
    assertThat(broken()).containsExactly("linearizable");
  }

  @Test
  void findsATakenItemThatWasNotFound() {
    plot.added("w").refused(Action.CLAIM_BY_ID, "ada", "w", 0, "c1", "not_found");
    assertThat(broken()).containsExactly("linearizable");
  }

  @Test
  void findsALeaseThatNeverEnds() {
    plot.added("w").claimed("w", "ada", 1, "c1").later(15_100).read("w", "claimed", 2);
    assertThat(broken()).containsExactly("no-orphan");
  }

  @Test
  void findsALeaseThatEndedTooLate() {
    plot.added("w").claimed("w", "ada", 1, "c1").later(15_100).expired("w", "ada", 1);
    assertThat(broken()).containsExactly("no-orphan");
  }

  @Test
  void countsAnOrphanFromTheHealing() {
    plot.healedMillis = 5_000;
    plot.added("w").claimed("w", "ada", 1, "c1").later(15_100).read("w", "claimed", 2);
    assertThat(findings("no-orphan")).isEmpty();
  }

  @Test
  void findsAReadyItemThatNobodyIsGiven() {
    plot.added("w").later(10_100).read("w", "ready", 1);
    assertThat(broken()).containsExactly("no-orphan");
  }

  @Test
  void findsAGapARepeatAReorderAndAnEndThatIsMissing() {
    plot.added("w").claimed("w", "ada", 1, "c1").progressed("w", "ada", 1, "p1").completed("w", "ada", 1, "d1");
    for (int[] order : List.of(new int[] {1, 3, 4}, new int[] {1, 2, 2, 3, 4}, new int[] {1, 3, 2, 4}, new int[] {1, 2, 3}, new int[] {2, 3, 4})) {
      plot.streams.put(1, IntStream.of(order).mapToObj(version -> Plot.heard(1, plot.journal.get(version - 1))).toList());
      assertThat(broken()).as("%s", order).containsExactly("streams-complete");
    }
  }

  @Test
  void findsAResetAndAnEventOfAnotherName() {
    plot.added("w");
    plot.streams.put(1, List.of(new Heard(1, "", "", 0, Heard.RESET, 0), Plot.heard(1, plot.journal.get(0))));
    plot.streams.put(2, List.of(new Heard(2, "1-1", "w", 1, "work.cancelled", 0)));
    assertThat(findings("streams-complete")).hasSize(2);
  }

  @Test
  void findsAnAgentThatHoldsMoreThanItMay() {
    plot.added("w").added("v").claimed("w", "ada", 1, "c1").claimed("v", "ada", 1, "c2");
    assertThat(broken()).containsExactly("within-capacity");
  }

  @Test
  void findsAListThatIsBehindHasTooMuchOrTooLittle() {
    plot.added("w").added("v").claimed("w", "ada", 1, "c1");
    plot.readSide.add(new Evidence.Listed("list", "w", "ready", null, 1));
    plot.readSide.add(new Evidence.Listed("list", "x", "ready", null, 1));
    assertThat(findings("read-side-agrees")).extracting(Check.Finding::subject).containsExactlyInAnyOrder("w", "v", "x");
    plot.readSide.clear();
    plot.readSide.add(new Evidence.Listed("list", "w", "claimed", "bob", 2));
    plot.readSide.add(new Evidence.Listed("list", "v", "ready", null, 1));
    plot.readSide.add(new Evidence.Listed("list", "v", "ready", null, 1));
    assertThat(findings("read-side-agrees")).extracting(Check.Finding::subject).containsExactlyInAnyOrder("w", "v");
  }

  @Test
  void findsARunInWhichTooLittleGotDone() {
    plot.leastCompleted = 2;
    plot.added("w").claimed("w", "ada", 1, "c1").completed("w", "ada", 1, "d1");
    assertThat(broken()).containsExactly("enough-done");
    plot.leastCompleted = 1;
    plot.healedMillis = plot.now();
    assertThat(findings("enough-done")).hasSize(1);
  }

  private List<String> broken() {
    List<String> names = new ArrayList<>();
    if (plot.healedMillis == 0 && plot.operations.stream().noneMatch(operation -> operation.action().isClaim() && operation.isOk())) {
      plot.added("other").claimed("other", "carl", 1, "other").completed("other", "carl", 1, "other-done");
    }
    Checks.judge(plot.evidence()).stream().filter(verdict -> !verdict.held()).forEach(verdict -> names.add(verdict.check()));
    return names;
  }

  private List<Check.Finding> findings(String check) {
    return Checks.judge(plot.evidence()).stream().filter(verdict -> verdict.check().equals(check)).findFirst().orElseThrow().findings();
  }
}
