package dev.troupe.node.dispatch;

import static dev.troupe.node.dispatch.Ready.NOON;
import static dev.troupe.node.dispatch.Ready.demanding;
import static dev.troupe.node.dispatch.Ready.item;
import static dev.troupe.node.dispatch.Ready.listening;
import static dev.troupe.node.dispatch.Ready.match;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.Told;
import dev.troupe.protocol.AgentCommand.MatchRefused;
import dev.troupe.protocol.AgentCommand.MatchSettled;
import dev.troupe.protocol.AgentCommand.WorkArrived;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.DispatchCommand.CancelMatch;
import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ProposalAnswered;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MatchmakerTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final DispatchSettings SETTINGS =
      new DispatchSettings(100, 10, 3, TEN_SECONDS, Duration.ofSeconds(3), Duration.ofMinutes(10), Duration.ofMinutes(2));

  private record Proposal(String agent, String work) {}

  private final Told told = new Told();
  private final List<Proposal> proposals = new ArrayList<>();
  private final Matchmaker matchmaker =
      new Matchmaker(
          new TeamId("default"),
          SETTINGS,
          told.directory(),
          (match, works) -> works.forEach(work -> proposals.add(new Proposal(match.agent().value(), work.value()))));

  @Test
  void proposesWhatIsReady() {
    ready(item("w", Priority.LOW));
    ask(match("ada", 1, Duration.ZERO));
    assertThat(proposals).containsExactly(new Proposal("ada", "w"));
    answer("ada", "w", true);
    assertThat(settled()).containsExactly(1);
  }

  @Test
  void settlesAtOnceWhenThereIsNothingAndTheAgentDoesNotWait() {
    ask(match("ada", 1, Duration.ZERO));
    assertThat(settled()).containsExactly(0);
  }

  @Test
  void handsNewWorkToWhoHasWaitedLongest() {
    ask(match("ada", 1, TEN_SECONDS));
    ask(match("bob", 1, TEN_SECONDS));
    ready(item("w1", Priority.LOW));
    ready(item("w2", Priority.LOW));
    assertThat(proposals).containsExactly(new Proposal("ada", "w1"), new Proposal("bob", "w2"));
    assertThat(settled()).isEmpty();
  }

  @Test
  void goesOnToTheNextItemWhenOneRefuses() {
    ready(item("w1", Priority.HIGH));
    ready(item("w2", Priority.LOW));
    ask(match("ada", 1, Duration.ZERO));
    answer("ada", "w1", false);
    answer("ada", "w2", true);
    assertThat(proposals).containsExactly(new Proposal("ada", "w1"), new Proposal("ada", "w2"));
    assertThat(settled()).containsExactly(1);
  }

  @Test
  void keepsAWaiterWaitingWhenEverythingRefused() {
    ready(item("w1", Priority.HIGH));
    ask(match("ada", 1, TEN_SECONDS));
    answer("ada", "w1", false);
    ready(item("w2", Priority.HIGH));
    assertThat(proposals).contains(new Proposal("ada", "w2"));
  }

  @Test
  void sendsARequestAwayThatAnItemWantsNothingToDoWithAndGivesTheItemToAnother() {
    ask(match("ada", 1, TEN_SECONDS));
    ask(match("bob", 1, TEN_SECONDS));
    ready(item("w", Priority.LOW));
    matchmaker.answered(
        new ProposalAnswered(new AgentId("ada"), match("ada", 1, TEN_SECONDS).requestId(), new WorkId("w"), false, true, 2), NOON, 0);
    assertThat(settled()).containsExactly(0);
    assertThat(proposals).containsExactly(new Proposal("ada", "w"), new Proposal("bob", "w"));
  }

  @Test
  void forgetsAWaiterThoughItemsKeepRefusingIt() {
    ask(match("ada", 1, TEN_SECONDS));
    long later = Duration.ofSeconds(15).toNanos();
    matchmaker.ready(item("w", Priority.LOW), NOON, later);
    matchmaker.answered(
        new ProposalAnswered(new AgentId("ada"), match("ada", 1, TEN_SECONDS).requestId(), new WorkId("w"), false, false, 2), NOON, later);
    matchmaker.tick(Duration.ofSeconds(21).toNanos());
    assertThat(matchmaker.waiting()).isZero();
  }

  @Test
  void proposesAsManyAsAskedFor() {
    ready(item("w1", Priority.LOW));
    ready(item("w2", Priority.LOW));
    ask(match("ada", 5, TEN_SECONDS));
    assertThat(proposals).hasSize(2);
    answer("ada", "w1", true);
    assertThat(settled()).isEmpty();
    answer("ada", "w2", false);
    assertThat(settled()).containsExactly(1);
  }

  @Test
  void doesNotProposeTwiceForARequestThatIsToldTwice() {
    ready(item("w1", Priority.LOW));
    ready(item("w2", Priority.LOW));
    ask(match("ada", 1, TEN_SECONDS));
    ask(match("ada", 1, TEN_SECONDS));
    assertThat(proposals).hasSize(1);
  }

  @Test
  void settlesWhatIsUnderWayWhenTheAgentWaitsNoLonger() {
    ready(item("w1", Priority.LOW));
    ask(match("ada", 1, TEN_SECONDS));
    matchmaker.cancel(new CancelMatch(new AgentId("ada"), match("ada", 1, TEN_SECONDS).requestId()));
    assertThat(settled()).isEmpty();
    answer("ada", "w1", true);
    assertThat(settled()).containsExactly(1);
  }

  @Test
  void forgetsAWaiterThatCancels() {
    ask(match("ada", 1, TEN_SECONDS));
    matchmaker.cancel(new CancelMatch(new AgentId("ada"), match("ada", 1, TEN_SECONDS).requestId()));
    ready(item("w", Priority.LOW));
    assertThat(proposals).isEmpty();
    assertThat(settled()).containsExactly(0);
  }

  @Test
  void goesOnWithoutAnItemThatDoesNotAnswer() {
    ready(item("w", Priority.LOW));
    ask(match("ada", 1, Duration.ZERO));
    matchmaker.tick(Duration.ofSeconds(4).toNanos());
    assertThat(settled()).containsExactly(0);
    assertThat(unsure()).as("the item may have granted it").containsExactly(true);
  }

  @Test
  void onlyTellsAnAgentThatListensAtSeveralTeams() {
    ask(listening("ada"));
    ready(item("w", Priority.LOW));
    assertThat(proposals).isEmpty();
    assertThat(told.toAgents(WorkArrived.class)).hasSize(1);
  }

  @Test
  void passesOverAWaiterThatCannotDoIt() {
    ask(match("ada", 1, TEN_SECONDS));
    ready(demanding("w", "build", "java"));
    assertThat(proposals).isEmpty();
    assertThat(matchmaker.backlogSize()).isOne();
  }

  @Test
  void refusesAWaiterTooMany() {
    for (String agent : List.of("a", "b", "c", "d")) {
      ask(match(agent, 1, TEN_SECONDS));
    }
    assertThat(told.toAgents(MatchRefused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.OVERLOADED));
  }

  @Test
  void sendsEveryoneAwayWhenItMoves() {
    ask(match("ada", 1, TEN_SECONDS));
    matchmaker.close();
    assertThat(settled()).containsExactly(0);
  }

  @Test
  void doesNotProposeAgainWhatHasNotAnsweredYet() {
    ready(item("w", Priority.LOW));
    ask(match("ada", 1, TEN_SECONDS));
    ask(match("bob", 1, TEN_SECONDS));
    matchmaker.reloaded(List.of(item("w", Priority.LOW)), true, NOON, 0);
    assertThat(proposals).containsExactly(new Proposal("ada", "w"));
    matchmaker.tick(Duration.ofSeconds(4).toNanos());
    matchmaker.reloaded(List.of(item("w", Priority.LOW)), true, NOON, 0);
    assertThat(proposals).as("its answer is lost").containsExactly(new Proposal("ada", "w"), new Proposal("bob", "w"));
  }

  @Test
  void readsTheRestOnlyWhenAPartBroughtNews() {
    assertThat(matchmaker.wantsReload()).as("new, it knows nothing").isTrue();
    matchmaker.reloaded(List.of(), true, NOON, 0);
    matchmaker.ready(item("w", Priority.LOW), NOON, 0);
    matchmaker.reloaded(List.of(item("w", Priority.LOW)), false, NOON, 0);
    assertThat(matchmaker.wantsReload()).isFalse();
    matchmaker.reloaded(List.of(item("w", Priority.LOW), item("unheard", Priority.LOW)), false, NOON, 0);
    assertThat(matchmaker.wantsReload()).isTrue();
  }

  @Test
  void findsInTheReadSideWhatWasNeverAnnounced() {
    ask(match("ada", 1, TEN_SECONDS));
    matchmaker.reloaded(List.of(item("w", Priority.LOW)), true, NOON, 0);
    assertThat(proposals).containsExactly(new Proposal("ada", "w"));
  }

  @Test
  void proposesNothingForWhatItShouldKnowAndDoesNot() {
    ready(item("w", Priority.LOW));
    ask(again(match("ada", 1, TEN_SECONDS)));
    assertThat(proposals).isEmpty();
    assertThat(unsure()).containsExactly(true);
    ask(match("ada", 1, TEN_SECONDS));
    answer("ada", "w", true);
    assertThat(unsure()).containsExactly(true, false);
  }

  @Test
  void keepsWhoWaitsInTheLineWhenToldAgain() {
    ask(match("ada", 1, TEN_SECONDS));
    ask(again(match("ada", 1, TEN_SECONDS)));
    assertThat(settled()).isEmpty();
    ready(item("w", Priority.LOW));
    assertThat(proposals).containsExactly(new Proposal("ada", "w"));
  }

  @Test
  void saysThatItDoesNotKnowWhatItIsToCancel() {
    matchmaker.cancel(new CancelMatch(new AgentId("ada"), match("ada", 1, TEN_SECONDS).requestId()));
    assertThat(settled()).containsExactly(0);
    assertThat(unsure()).containsExactly(true);
  }

  private static Match again(Match match) {
    return new Match(
        match.agent(), match.requestId(), match.capabilities(), match.workTypes(), match.max(), match.maxWait(), match.nudgeOnly(), match.lease(), match.cause(), Optional.of(true));
  }

  private List<Boolean> unsure() {
    return told.toAgents(MatchSettled.class).stream().map(settled -> settled.unsure().isPresent()).toList();
  }

  private void ready(ReadyWork work) {
    matchmaker.ready(work, NOON, 0);
  }

  private void ask(Match match) {
    matchmaker.match(match, NOON, 0);
  }

  private void answer(String agent, String work, boolean granted) {
    matchmaker.answered(
        new ProposalAnswered(new AgentId(agent), match(agent, 1, TEN_SECONDS).requestId(), new WorkId(work), granted, false, 2), NOON, 0);
  }

  private List<Integer> settled() {
    return told.toAgents(MatchSettled.class).stream().map(MatchSettled::granted).toList();
  }
}
