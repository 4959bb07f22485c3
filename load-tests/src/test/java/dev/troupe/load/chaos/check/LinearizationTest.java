package dev.troupe.load.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.load.chaos.check.ItemModel.Kind;
import dev.troupe.load.chaos.check.ItemModel.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LinearizationTest {

  private final List<Step> steps = new ArrayList<>();

  @Test
  void ordersCallsThatOverlap() {
    certain(Kind.READ, null, 0, null, 0, 100, "claimed", 2);
    certain(Kind.CLAIM, "ada", 1, "c1", 10, 90, null, 0);
    certain(Kind.ADD, null, 0, "a", 20, 80, "ready", 1);
    assertThat(Linearization.search(steps).found()).isTrue();
  }

  @Test
  void keepsCallsInOrderThatDoNotOverlap() {
    certain(Kind.ADD, null, 0, "a", 0, 10, "ready", 1);
    certain(Kind.READ, null, 0, null, 20, 30, "claimed", 2);
    certain(Kind.CLAIM, "ada", 1, "c1", 40, 50, null, 0);
    assertThat(Linearization.search(steps).found()).isFalse();
  }

  @Test
  void takesWhatMayHaveHappenedOnlyWhereItHelps() {
    certain(Kind.ADD, null, 0, "a", 0, 10, "ready", 1);
    certain(Kind.CLAIM, "ada", 1, "c1", 20, 30, null, 0);
    uncertain(Kind.COMPLETE, "ada", 1, "d1", 40);
    certain(Kind.READ, null, 0, null, 50, 60, "claimed", 2);
    assertThat(Linearization.search(steps).found()).isTrue();
    certain(Kind.READ, null, 0, null, 70, 80, "completed", 3);
    assertThat(Linearization.search(steps).found()).isTrue();
    certain(Kind.READ, null, 0, null, 90, 95, "claimed", 2);
    assertThat(Linearization.search(steps).found()).isFalse();
  }

  @Test
  void givesUpWithinABoundAndSaysSo() {
    certain(Kind.ADD, null, 0, "a", 0, 10, "ready", 1);
    certain(Kind.CLAIM, "ada", 1, "c", 20, 30, null, 0);
    for (int number = 0; number < 40; number++) {
      uncertain(Kind.PROGRESS, "ada", 1, "p" + number, 40);
    }
    certain(Kind.READ, null, 0, null, 50, 60, "ready", 40);
    Linearization.Result result = Linearization.search(steps);
    assertThat(result.found()).isFalse();
    assertThat(result.exhausted()).isFalse();
  }

  /** A history made from an order is explained however its calls overlap; with one answer changed to what no order gives it is not. */
  @RepeatedTest(50)
  void explainsEveryHistoryThatWasLivedThroughAndNoneWithAnAnswerFromNowhere(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    long now = 1_000;
    long version = 0;
    List<Step> lived = new ArrayList<>();
    lived.add(overlapping(Kind.ADD, null, 0, "add", now, ++version, "ready", random));
    for (int token = 1; token <= 4; token++) {
      String agent = "agent-" + token;
      lived.add(overlapping(Kind.CLAIM, agent, token, "c" + token, now += 100, ++version, null, random));
      for (int reports = random.nextInt(3); reports > 0; reports--) {
        lived.add(overlapping(Kind.PROGRESS, agent, token, "p" + token + reports, now += 100, ++version, "claimed", random));
        lived.add(overlapping(Kind.READ, null, 0, null, now += 100, version, "claimed", random));
      }
      lived.add(overlapping(token == 4 ? Kind.COMPLETE : Kind.RELEASE, agent, token, "e" + token, now += 100, ++version, token == 4 ? "completed" : "ready",
        random));
    }
    steps.addAll(lived);
    Collections.shuffle(steps, random);
    assertThat(Linearization.search(steps).found()).isTrue();
    steps.add(new Step(Kind.READ, null, 0, null, now + 1_000, now + 1_010, true, null, "ready", version, "from nowhere"));
    assertThat(Linearization.search(steps).found()).isFalse();
  }

  private static Step overlapping(Kind kind, String agent, long token, String request, long at, long version, String status, Random random) {
    return new Step(kind, agent, token, request, at - random.nextInt(250), at + random.nextInt(250), true, null, status, kind == Kind.CLAIM ? 0 : version,
      kind + " v" + version);
  }

  private void certain(Kind kind, String agent, long token, String request, long start, long end, String status, long version) {
    steps.add(new Step(kind, agent, token, request, start, end, true, null, status, version, kind + " " + start));
  }

  private void uncertain(Kind kind, String agent, long token, String request, long start) {
    steps.add(new Step(kind, agent, token, request, start, Long.MAX_VALUE, false, null, null, 0, kind + " " + start));
  }
}
