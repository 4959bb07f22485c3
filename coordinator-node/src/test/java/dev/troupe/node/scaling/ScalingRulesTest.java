package dev.troupe.node.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.node.scaling.ScalingRules.Outcome;
import dev.troupe.protocol.ScalingAdvice;
import dev.troupe.protocol.ScalingAdvice.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalingRulesTest {
  private static final int HISTORIES = 400;
  private static final int LOOKS = 400;
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final ScalingSettings SETTINGS = ScalingSettings.of(ConfigFactory.parseResources("ops.conf").withFallback(ConfigFactory.parseString("troupe.version = x")).resolve());

  /** A cluster that is looked at every five seconds. */
  private static final class Story {
    private ScalingMemory memory = ScalingMemory.begin(NOON);
    private Instant now = NOON;
    private int nodes = 3;
    private long ready;
    private Duration oldest = Duration.ZERO;
    private Duration handover = Duration.ZERO;
    private OptionalDouble cpu = OptionalDouble.of(0.3);
    private boolean calm = true;
    private ScalingAdvice advice;

    ScalingAdvice runs(Duration time) {
      for (Instant end = now.plus(time); now.isBefore(end); ) {
        now = now.plus(SETTINGS.period());
        Outcome outcome =
            ScalingRules.look(
                memory, new Observation(now, nodes, calm, OptionalLong.of(ready), Optional.of(oldest), Optional.of(handover), cpu), SETTINGS);
        memory = outcome.memory();
        advice = outcome.advice();
      }
      return advice;
    }
  }

  private final Story story = new Story();

  @Test
  void watchesForACooldownBeforeItRecommends() {
    assertThat(story.runs(SETTINGS.cooldown().minusSeconds(10)).action()).isEqualTo(Action.WATCH);
    assertThat(story.advice.reason()).startsWith("Watching since 2026-11-21T12:00:00Z");
    assertThat(story.runs(Duration.ofSeconds(10)).recommended()).contains(3);
    assertThat(story.advice.action()).isEqualTo(Action.STAY);
    assertThat(story.advice.reason()).isEqualTo("3, the first recommendation, with 3 nodes up: processors 30 % (target 60 %) asks for 2.");
  }

  /** Its members are out for an update when the advisor starts anew: fewer nodes must not be taken for what is meant. */
  @Test
  void doesNotBeginWithTheNodesOfARestart() {
    story.nodes = 4;
    story.calm = false;
    assertThat(story.runs(SETTINGS.cooldown().plusMinutes(5)).action()).isEqualTo(Action.WATCH);
    story.nodes = 5;
    story.calm = true;
    assertThat(story.runs(Duration.ofSeconds(5)).recommended()).contains(5);
  }

  @Test
  void asksForMoreWhenProcessorsAreBusyForLongEnough() {
    story.runs(Duration.ofMinutes(10));
    story.cpu = OptionalDouble.of(0.95);
    assertThat(story.runs(SETTINGS.riseAfter()).recommended()).as("a short burst").contains(3);
    assertThat(story.runs(Duration.ofSeconds(5)).recommended()).contains(5);
    assertThat(story.advice.action()).isEqualTo(Action.SCALE_UP);
    assertThat(story.advice.reason()).isEqualTo("5 instead of 3, asked for throughout 30 s: processors 95 % (target 60 %) asks for 5.");
    story.nodes = 5;
    assertThat(story.runs(SETTINGS.cooldown().minusSeconds(5)).recommended()).contains(5);
    assertThat(story.advice.reason()).startsWith("5, until 2026-11-21T12:13:35Z at least: processors");
    assertThat(story.runs(Duration.ofSeconds(5)).recommended()).as("the most allowed").contains(7);
  }

  @Test
  void forgetsABurstThatDoesNotLast() {
    story.runs(Duration.ofMinutes(10));
    for (int i = 0; i < 50; i++) {
      story.cpu = OptionalDouble.of(0.95);
      story.runs(Duration.ofSeconds(25));
      story.cpu = OptionalDouble.of(0.5);
      assertThat(story.runs(Duration.ofSeconds(5)).recommended()).contains(3);
    }
  }

  @Test
  void goesDownOneAtATimeAfterALongRest() {
    story.nodes = 6;
    story.cpu = OptionalDouble.of(0.5);
    story.runs(Duration.ofMinutes(10));
    assertThat(story.advice.recommended()).contains(6);
    story.cpu = OptionalDouble.of(0.05);
    assertThat(story.runs(SETTINGS.fallAfter()).recommended()).contains(6);
    assertThat(story.runs(Duration.ofSeconds(5)).recommended()).contains(5);
    assertThat(story.advice.reason()).startsWith("5 instead of 6, one at a time: nothing asked for as many throughout 300 s.");
    story.nodes = 5;
    assertThat(story.runs(Duration.ofHours(1)).recommended()).as("the fewest allowed").contains(3);
  }

  @Test
  void asksForANodeMoreWhenHandOversAreSlowAndProcessorsBusy() {
    story.runs(Duration.ofMinutes(10));
    story.handover = Duration.ofMillis(300);
    assertThat(story.runs(Duration.ofMinutes(10)).recommended()).contains(4);
  }

  @Test
  void doesNotTakeAnItemNobodyCanDoForAReasonToGrow() {
    story.cpu = OptionalDouble.of(0.1);
    story.oldest = Duration.ofDays(1);
    story.handover = Duration.ofSeconds(3);
    assertThat(story.runs(Duration.ofHours(1)).recommended()).contains(3);
    assertThat(story.advice.reason()).contains("Not counted unless processors are busy: oldest ready item 86400.000 s (target 300.000 s).");
  }

  @Test
  void growsWithTheQueue() {
    story.ready = 41_000;
    story.cpu = OptionalDouble.of(0.01);
    assertThat(story.runs(Duration.ofHours(1)).recommended()).contains(5);
    story.ready = 10_000_000;
    assertThat(story.runs(Duration.ofHours(1)).recommended()).contains(7);
    assertThat(story.advice.reason()).startsWith("7, the most allowed: ready items 10000000 (10000 a node) asks for 1000.");
  }

  @Test
  void doesNotFallWhileSomethingIsNotKnown() {
    story.nodes = 5;
    story.cpu = OptionalDouble.empty();
    assertThat(story.runs(Duration.ofHours(1)).recommended()).contains(5);
    assertThat(story.advice.reason()).contains("Not known, so it does not fall: processors.");
  }

  @Test
  void holdsWhileMembersComeOrGo() {
    story.runs(Duration.ofMinutes(10));
    story.cpu = OptionalDouble.of(0.95);
    story.calm = false;
    assertThat(story.runs(Duration.ofMinutes(10)).recommended()).contains(3);
    story.calm = true;
    assertThat(story.runs(SETTINGS.riseAfter()).recommended()).contains(3);
    assertThat(story.runs(Duration.ofSeconds(5)).recommended()).contains(5);
  }

  @Test
  void staysWithinItsBoundsAndDoesNotChangeTwiceInACooldown() {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("histories of scaling: seed " + seed);
    int changes = 0;
    for (int i = 0; i < HISTORIES; i++) {
      Random random = new Random(seed + i);
      ScalingMemory memory = ScalingMemory.begin(NOON);
      Instant now = NOON;
      Optional<Integer> before = Optional.empty();
      Instant changed = NOON;
      for (int j = 0; j < LOOKS; j++) {
        now = now.plusMillis(step(random));
        Outcome outcome = ScalingRules.look(memory, random(random, now, i % 2 == 0), SETTINGS);
        memory = outcome.memory();
        ScalingAdvice advice = outcome.advice();
        assertThat(advice.recommended().orElse(SETTINGS.min())).as("seed %d", seed + i).isBetween(SETTINGS.min(), SETTINGS.max());
        assertThat(advice.reason()).as("seed %d", seed + i).isNotBlank();
        if (!advice.recommended().equals(before)) {
          assertThat(Duration.between(changed, advice.asOf())).as("seed %d", seed + i).isGreaterThanOrEqualTo(SETTINGS.cooldown());
          assertThat(advice.recommended()).as("it does not begin to watch again, seed %d", seed + i).isPresent();
          before = advice.recommended();
          changed = advice.asOf();
          changes++;
        }
        now = advice.asOf();
        assertThat(memory.looks()).as("seed %d", seed + i).hasSizeLessThanOrEqualTo(62);
      }
    }
    assertThat(changes).as("the histories move it").isGreaterThan(2 * HISTORIES);
  }

  /** Mostly a period; now and then a pause, or a clock that was set back. */
  private static long step(Random random) {
    return switch (random.nextInt(60)) {
      case 0 -> -random.nextInt(600_000);
      case 1, 2 -> 5_000 + random.nextInt(600_000);
      default -> 5_000 + random.nextInt(100);
    };
  }

  /** Whatever was before: a longer queue never asks for fewer nodes, be it in what one signal says or in what is recommended. */
  @Test
  void isMonotoneInTheLengthOfTheQueue() {
    long seed = Long.getLong("troupe.seed", System.nanoTime());
    System.out.println("longer queues: seed " + seed);
    for (int i = 0; i < HISTORIES; i++) {
      Random random = new Random(seed + i);
      ScalingMemory memory = ScalingMemory.begin(NOON);
      Instant now = NOON;
      for (int j = 0; j < LOOKS / 4; j++) {
        now = now.plusSeconds(5);
        Observation seen = random(random, now, true);
        long more = seen.ready().orElse(0) + random.nextInt(100_000);
        Observation longer =
            new Observation(now, seen.nodes(), seen.calm(), OptionalLong.of(more), seen.oldest(), seen.handover(), seen.cpu());
        Observation shorter =
            new Observation(now, seen.nodes(), seen.calm(), OptionalLong.of(seen.ready().orElse(0)), seen.oldest(), seen.handover(), seen.cpu());
        Outcome few = ScalingRules.look(memory, shorter, SETTINGS);
        Outcome many = ScalingRules.look(memory, longer, SETTINGS);
        assertThat(many.advice().signals().get(0).nodes().orElseThrow())
            .as("seed %d", seed + i)
            .isGreaterThanOrEqualTo(few.advice().signals().get(0).nodes().orElseThrow());
        assertThat(many.advice().recommended().orElse(0)).as("seed %d", seed + i).isGreaterThanOrEqualTo(few.advice().recommended().orElse(0));
        memory = few.memory();
      }
    }
  }

  /** @param steady mostly alike from look to look, so that something lasts long enough to count */
  private static Observation random(Random random, Instant now, boolean steady) {
    long phase = steady ? now.getEpochSecond() / 900 : random.nextInt();
    Random slow = new Random(phase);
    int nodes = 1 + slow.nextInt(9);
    double cpu = slow.nextDouble();
    long ready = (long) Math.exp(slow.nextDouble() * 12);
    boolean known = random.nextInt(200) > 0;
    return new Observation(
        now,
        nodes,
        random.nextInt(150) > 0,
        known ? OptionalLong.of(ready) : OptionalLong.empty(),
        known ? Optional.of(Duration.ofSeconds(slow.nextInt(1_000))) : Optional.empty(),
        Optional.of(Duration.ofMillis(slow.nextInt(200))),
        random.nextInt(200) > 0 ? OptionalDouble.of(cpu) : OptionalDouble.empty());
  }

  @Test
  void refusesSettingsThatDoNotFitTogether() {
    assertThatThrownBy(() -> settings("min-nodes = 0")).hasMessageContaining("min-nodes");
    assertThatThrownBy(() -> settings("max-nodes = 2")).hasMessageContaining("max-nodes");
    assertThatThrownBy(() -> settings("period = 100ms")).hasMessageContaining("period");
    assertThatThrownBy(() -> settings("rise-after = 1s")).hasMessageContaining("rise-after");
    assertThatThrownBy(() -> settings("fall-after = 10s")).hasMessageContaining("fall-after");
    assertThatThrownBy(() -> settings("cooldown = 1s")).hasMessageContaining("cooldown");
    assertThatThrownBy(() -> settings("cpu = 1.5")).hasMessageContaining("cpu");
    assertThatThrownBy(() -> settings("ready-per-node = 0")).hasMessageContaining("ready-per-node");
    assertThatThrownBy(() -> settings("handover-p95 = 0s")).hasMessageContaining("handover-p95");
    assertThatThrownBy(() -> settings("oldest-ready = 0s")).hasMessageContaining("oldest-ready");
    assertThat(SETTINGS.max()).isEqualTo(7);
  }

  private static ScalingSettings settings(String change) {
    return ScalingSettings.of(
        ConfigFactory.parseString("troupe.version = x, troupe.scaling { " + change + " }").withFallback(ConfigFactory.parseResources("ops.conf")).resolve());
  }
}
