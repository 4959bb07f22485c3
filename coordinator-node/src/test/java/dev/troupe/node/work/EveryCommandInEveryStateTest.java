package dev.troupe.node.work;

import static dev.troupe.node.work.Works.ADA;
import static dev.troupe.node.work.Works.NOBODY;
import static dev.troupe.node.work.Works.by;
import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.node.Decision;
import dev.troupe.node.work.Works.Play;
import dev.troupe.node.work.Works.Spec;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

/** Every command is answered in every state: by an event, a repeat, nothing where nothing is due, or a named refusal. */
class EveryCommandInEveryStateTest {

  static List<WorkState> states() {
    Play review = Play.of(new Spec().review().build()).does(Works.claim(ADA, "r1")).does(Works.complete(ADA, 1));
    return List.of(
        new WorkState.Absent(Works.WORK),
        Play.of(new Spec().dependsOn(new WorkId("a")).build()).state,
        Play.of(new Spec().runAt(Works.NOON.plusSeconds(9)).build()).state,
        Play.of(Works.spec()).state,
        Play.of(Works.spec()).does(Works.claim(ADA, "r1")).state,
        review.state,
        Play.of(Works.spec()).does(Works.claim(ADA, "r1")).does(Works.complete(ADA, 1)).state,
        Play.of(Works.spec()).does(Works.claim(ADA, "r1")).does(Works.fail(ADA, 1, false)).state,
        Play.of(Works.spec()).does(Works.cancel()).state);
  }

  static List<WorkCommand> commands() {
    return List.of(
        new WorkCommand.Get(NOBODY),
        Works.add(Works.spec()),
        Works.claim(ADA, "r2"),
        new WorkCommand.Renew(ADA, new LeaseToken(1), Works.NO_RENEWER),
        Works.progress(ADA, 1, 50),
        Works.complete(ADA, 1),
        Works.fail(ADA, 1, true),
        Works.release(ADA, 1),
        Works.cancel(),
        Works.retry(),
        new WorkCommand.Approve(Optional.empty(), by(ADA), NOBODY),
        new WorkCommand.Reject("No.", by(ADA), NOBODY),
        new WorkCommand.DependencyEnded(new WorkId("a"), WorkStatus.COMPLETED),
        new WorkCommand.Wake(),
        Works.timeUp(1),
        new WorkMessages.DueTimeReached(),
        new WorkMessages.DependencyUnknown(),
        new WorkMessages.Idle(),
        new WorkMessages.Read(Optional.empty(), Optional.empty()),
        new WorkMessages.ReadAgain(),
        new WorkMessages.Stored(Optional.empty()),
        new WorkMessages.Stop());
  }

  static Stream<Arguments> everyPair() {
    return states().stream().flatMap(state -> commands().stream().map(command -> Arguments.of(state, command)));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("everyPair")
  void isAnswered(WorkState state, WorkCommand command) {
    Decision<WorkEvent> decision = WorkRules.decide(state, command, new WorkRules.Moment(Works.NOON, Optional.empty(), Works.LEASE_CLOCK));
    assertThat(decision).isNotNull();
    if (decision instanceof Decision.Store<WorkEvent> store) {
      WorkState next = WorkEvolution.evolve(state, store.event());
      assertThat(((WorkState.Present) next).item().version())
          .isEqualTo(state instanceof WorkState.Present present ? present.item().version() + 1 : 1);
    }
    if (command instanceof WorkCommand.Asked && state instanceof WorkState.Absent && !(command instanceof WorkCommand.Add)) {
      assertThat(decision).isInstanceOf(Decision.Refused.class);
    }
  }

  @Test
  void leavesNoStateAndNoCommandOut() {
    assertThat(states().stream().map(Object::getClass).map(Class::getSimpleName).toList())
        .containsAll(leaves(WorkState.class).stream().filter(name -> !Set.of("Lease", "Delivery").contains(name)).toList());
    assertThat(commands().stream().map(Object::getClass).map(Class::getSimpleName).toList())
        .containsAll(leaves(WorkCommand.class))
        .containsAll(leaves(WorkMessages.class));
  }

  private static List<String> leaves(Class<?> type) {
    if (!type.isSealed()) {
      return type.isRecord() ? List.of(type.getSimpleName()) : List.of();
    }
    return Arrays.stream(type.getPermittedSubclasses())
        .flatMap(sub -> leaves(sub).stream())
        .distinct()
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
