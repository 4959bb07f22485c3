package dev.troupe.load.baseline;

import dev.troupe.cli.Console;
import dev.troupe.load.check.Verdict;
import dev.troupe.load.measure.Estimate;
import dev.troupe.load.measure.ProcessCosts;
import dev.troupe.load.scenario.Round;
import dev.troupe.load.scenario.RunCheck;
import dev.troupe.load.scenario.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The same strokes on each service in turn, several rounds: A, B, A, B, … So a slow minute of the machine strikes both, and the ratio of a
 * round is taken within that round.
 */
final class Comparison {

  private static final double CALM_SHARE = 0.06;
  private static final long CALM_LOOK_MILLIS = 500;
  private static final long CALM_PATIENCE_NANOS = 20_000_000_000L;

  private final List<Contender> contenders;
  private final long postmaster;
  private final Round.Plan plan;
  private final Console console;

  /** What one service did in one round. */
  record Performance(Round.Outcome outcome, Verdict verdict, long surprised, List<String> surprises) {
    boolean isClean() {
      return verdict.isClean() && surprised == 0 && outcome.notHandedOver() == 0;
    }
  }

  /** @param postmaster PostgreSQL's first process, or 0 when it is not of this machine */
  Comparison(List<Contender> contenders, long postmaster, Round.Plan plan, Console console) {
    this.contenders = contenders;
    this.postmaster = postmaster;
    this.plan = plan;
    this.console = console;
  }

  /** Rounds that are not counted: a JVM compiles its hot code in its first half minute under load. */
  void warmUp(int rounds) throws Exception {
    Estimate estimate = new Estimate(rounds * contenders.size());
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        console.line("Warming up " + contender.name() + ", round " + (round + 1) + " of " + rounds + estimate.nextStep());
        perform(contender);
      }
    }
  }

  /** @return by contender, its performance in each round */
  Map<String, List<Performance>> run(int rounds) throws Exception {
    Map<String, List<Performance>> all = new TreeMap<>();
    Estimate estimate = new Estimate(rounds * contenders.size());
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        console.line("Measuring " + contender.name() + ", round " + (round + 1) + " of " + rounds + estimate.nextStep());
        Performance performance = perform(contender);
        all.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(performance);
        Round.Outcome outcome = performance.outcome();
        console.line(String.format("round %d, %-11s  adds %.0f/s, in batches %.0f/s  claim+complete %.0f/s, in batches %.0f/s  hand-over p50 %.1f p99 %.1f ms%s",
          round + 1, contender.name(), outcome.adds().itemsPerSecond(), outcome.addsInBatches().itemsPerSecond(), outcome.items().itemsPerSecond(),
          outcome.itemsInBatches().itemsPerSecond(), outcome.handOver().p50(), outcome.handOver().p99(), performance.isClean() ? "" : "  NOT CLEAN"));
      }
    }
    return all;
  }

  private Performance perform(Contender contender) throws Exception {
    awaitCalm();
    try (Stage queue = new Stage(contender.urls(), Optional.empty()); Stage handOver = new Stage(contender.urls(), Optional.empty())) {
      Round.Outcome outcome = Round.run(queue, handOver, plan, new Round.Costs(contender::cpuSeconds, this::databaseSeconds, ProcessCosts::ownCpuSeconds),
        this::awaitCalm);
      List<Verdict> verdicts = List.of(RunCheck.check(queue.answers().byItem(), contender.events()),
        RunCheck.check(handOver.answers().byItem(), contender.events()));
      List<dev.troupe.load.check.Violation> violations = verdicts.stream().flatMap(verdict -> verdict.violations().stream()).toList();
      List<String> surprises = new ArrayList<>(queue.surprises());
      surprises.addAll(handOver.surprises());
      violations.stream().limit(5).forEach(violation -> console.line("VIOLATION by " + contender.name() + ": " + violation));
      surprises.stream().limit(5).forEach(surprise -> console.line("Not expected of " + contender.name() + ": " + surprise));
      return new Performance(outcome, new Verdict(verdicts.stream().mapToInt(Verdict::completed).sum(), violations),
        queue.surprised() + handOver.surprised(), surprises);
    }
  }

  /** What was put off during one stroke (projections, vacuum, checkpoints) must not be paid in the next, least of all in the other's. */
  private void awaitCalm() throws InterruptedException {
    long deadline = System.nanoTime() + CALM_PATIENCE_NANOS;
    double share = 1;
    while (share > CALM_SHARE && System.nanoTime() - deadline < 0) {
      double before = serviceSeconds();
      Thread.sleep(CALM_LOOK_MILLIS);
      share = (serviceSeconds() - before) / (CALM_LOOK_MILLIS / 1e3);
    }
    if (share > CALM_SHARE) {
      console.line(String.format("The services still use %.0f %% of a processor with nothing asked of them", share * 100));
    }
  }

  private double serviceSeconds() {
    return contenders.stream().mapToDouble(Contender::cpuSeconds).sum() + databaseSeconds();
  }

  private double databaseSeconds() {
    return postmaster > 0 ? ProcessCosts.cpuSecondsWithChildren(postmaster) : 0;
  }
}
