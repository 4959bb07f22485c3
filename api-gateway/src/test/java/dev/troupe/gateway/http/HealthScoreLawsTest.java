package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.troupe.gateway.http.HealthScore.Measured;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.WorkStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the health score keeps to whatever was measured: random inputs, seed printed; {@code -Dtroupe.seed=N} plays one again. */
class HealthScoreLawsTest {
  private static final int ROUNDS = 20_000;
  private static final double GOOD = 80;

  private final long seed = Long.getLong("troupe.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void staysWithinItsBoundsAndNamesWhatHoldsItDown() {
    for (int round = 0; round < ROUNDS; round++) {
      Measured measured = anything();
      HealthScore health = HealthScore.of(measured);
      HealthScore.Parts parts = health.parts();
      assertThat(health.score()).as(() -> said(measured)).isBetween(0.0, 100.0);
      for (OptionalDouble part : List.of(parts.cluster(), parts.agents(), parts.workFlow(), parts.readSide(), parts.intelligence())) {
        assertThat(part.orElse(0)).as(() -> said(measured)).isBetween(0.0, 100.0);
      }
      if (health.limits().isEmpty()) {
        assertThat(health.score()).as(() -> said(measured)).isEqualTo(mean(parts), offset(0.051));
      } else {
        assertThat(health.score()).as(() -> said(measured)).isLessThan(mean(parts) + 0.051);
      }
    }
  }

  @Test
  void isNeverGoodWhileSomethingIsBroken() {
    for (int round = 0; round < ROUNDS; round++) {
      Measured measured = anything();
      double score = HealthScore.of(measured).score();
      boolean broken =
          measured.goneMembers() > 0
              || !measured.hasLeader()
              || measured.orphans().orElse(0) > 0
              || measured.agents().isEmpty()
              || measured.lag().orElseThrow().toMillis() >= 28_500
              || measured.healthyMembers() < 0.55 * measured.members();
      assertThat(broken && score >= GOOD).as(() -> said(measured) + " has " + score).isFalse();
    }
  }

  @Test
  void neverRisesWhenOneThingGetsWorse() {
    for (int round = 0; round < ROUNDS; round++) {
      Measured before = anything();
      double score = HealthScore.of(before).score();
      for (Measured after : worse(before).toList()) {
        assertThat(HealthScore.of(after).score()).as(() -> said(before) + " became " + after).isLessThanOrEqualTo(score);
      }
    }
  }

  /** The product's words, computed a second time: T, C, P, A. */
  @Test
  void readsTheLegacyScoreByItsFormula() {
    for (int round = 0; round < ROUNDS; round++) {
      Measured measured = anything();
      OptionalDouble legacy = HealthScore.of(measured).legacyScore();
      if (measured.agents().isEmpty()) {
        assertThat(legacy).as(() -> said(measured)).isEmpty();
        continue;
      }
      long agents = measured.agents().get().entrySet().stream().filter(one -> one.getKey() != AgentStatus.RETIRED).mapToLong(Map.Entry::getValue).sum();
      long done = Stream.of(WorkStatus.COMPLETED, WorkStatus.CLAIMED).mapToLong(status -> measured.work().get().getOrDefault(status, 0L)).sum();
      double memory = measured.heapBytes() < 500_000_000 ? 100 : 100 * 500_000_000.0 / measured.heapBytes();
      double processes = measured.threads() < 50_000 ? 100 : 100 * 50_000.0 / measured.threads();
      double t = measured.heapBytes() < 500_000_000 ? 90 : 60;
      double c = agents == 0 ? 0 : 20.0 * done / agents;
      double a = measured.intelligence().orElse(0) > 0.6 ? 85 : 65;
      assertThat(legacy.orElseThrow()).as(() -> said(measured)).isEqualTo((t + c + (memory + processes) / 2 + a) / 4, offset(0.051));
    }
  }

  private String said(Measured measured) {
    return "seed " + seed + ", " + measured;
  }

  private Measured anything() {
    int members = random.nextInt(8);
    int healthy = members == 0 ? 0 : random.nextInt(members + 1);
    int gone = random.nextBoolean() ? 0 : random.nextInt(members - healthy + 1);
    boolean answers = random.nextInt(5) > 0;
    return new Measured(
        members,
        healthy,
        gone,
        random.nextInt(5) > 0,
        answers ? Optional.of(counts(AgentStatus.class)) : Optional.empty(),
        answers ? Optional.of(counts(WorkStatus.class)) : Optional.empty(),
        answers ? Optional.of(Duration.ofMillis(random.nextInt(90_000))) : Optional.empty(),
        answers ? OptionalLong.of(random.nextBoolean() ? 0 : random.nextInt(100)) : OptionalLong.empty(),
        random.nextBoolean() ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty(),
        random.nextLong(2_000_000_000L),
        random.nextInt(100_000));
  }

  private <K extends Enum<K>> Map<K, Long> counts(Class<K> type) {
    Map<K, Long> counts = new EnumMap<>(type);
    for (K status : type.getEnumConstants()) {
      if (random.nextBoolean()) {
        counts.put(status, (long) random.nextInt(200));
      }
    }
    return counts;
  }

  /** Each by one thing. */
  private static Stream<Measured> worse(Measured well) {
    Stream.Builder<Measured> worse = Stream.builder();
    if (well.healthyMembers() > 0) {
      worse.add(of(well, well.healthyMembers() - 1, well.goneMembers(), well.hasLeader(), well.lag(), well.orphans(), well.agents(), well.work()));
      worse.add(of(well, well.healthyMembers() - 1, well.goneMembers() + 1, well.hasLeader(), well.lag(), well.orphans(), well.agents(), well.work()));
    }
    worse.add(of(well, well.healthyMembers(), well.goneMembers(), false, well.lag(), well.orphans(), well.agents(), well.work()));
    if (well.lag().isPresent()) {
      Optional<Duration> later = well.lag().map(lag -> lag.plusSeconds(5));
      OptionalLong more = OptionalLong.of(well.orphans().orElse(0) + 1);
      worse.add(of(well, well.healthyMembers(), well.goneMembers(), well.hasLeader(), later, well.orphans(), well.agents(), well.work()));
      worse.add(of(well, well.healthyMembers(), well.goneMembers(), well.hasLeader(), well.lag(), more, well.agents(), well.work()));
      moved(well.agents().orElseThrow(), AgentStatus.ACTIVE, AgentStatus.LOST)
          .ifPresent(agents -> worse.add(of(well, well.healthyMembers(), well.goneMembers(), well.hasLeader(), well.lag(), well.orphans(), Optional.of(agents), well.work())));
      moved(well.work().orElseThrow(), WorkStatus.COMPLETED, WorkStatus.FAILED)
          .ifPresent(work -> worse.add(of(well, well.healthyMembers(), well.goneMembers(), well.hasLeader(), well.lag(), well.orphans(), well.agents(), Optional.of(work))));
    }
    return worse.build();
  }

  private static <K extends Enum<K>> Optional<Map<K, Long>> moved(Map<K, Long> counts, K from, K to) {
    if (counts.getOrDefault(from, 0L) == 0) {
      return Optional.empty();
    }
    Map<K, Long> moved = new EnumMap<>(counts);
    moved.merge(from, -1L, Long::sum);
    moved.merge(to, 1L, Long::sum);
    return Optional.of(moved);
  }

  private static Measured of(
      Measured well, int healthy, int gone, boolean leader, Optional<Duration> lag, OptionalLong orphans,
      Optional<Map<AgentStatus, Long>> agents, Optional<Map<WorkStatus, Long>> work) {
    return new Measured(well.members(), healthy, gone, leader, agents, work, lag, orphans, well.intelligence(), well.heapBytes(), well.threads());
  }

  private static double mean(HealthScore.Parts parts) {
    List<OptionalDouble> values = List.of(parts.cluster(), parts.agents(), parts.workFlow(), parts.readSide(), parts.intelligence());
    List<Integer> weights = List.of(30, 20, 20, 20, 10);
    double sum = 0;
    int weight = 0;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).isPresent()) {
        sum += weights.get(i) * values.get(i).getAsDouble();
        weight += weights.get(i);
      }
    }
    return sum / weight;
  }
}
