package dev.troupe.load.scenario;

import dev.troupe.load.fleet.Latencies;
import dev.troupe.load.measure.Meter;
import dev.troupe.load.measure.Numbers;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.OpenLoop;
import dev.troupe.load.measure.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Three times what the service can do, and the time after. */
final class OverloadScenario implements Scenario {

  private static final double TIMES = 3;
  private static final double GOODPUT_SHARE = 0.8;
  private static final int PEAK_CALLERS = 100;
  private static final double ACCEPTED_P99_MS = 2_000;
  private static final double SHED_P99_MS = 500;
  private static final double RECOVERY_SECONDS = 5;
  private static final int GOOD_PROBES = 5;
  private static final long PROBE_EVERY_MILLIS = 100;
  private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String description() {
    return "First a rehearsal, then the peak: 100 callers add, claim and complete, closed loop. Then three times as many items a second are offered, open loop. Goodput at least"
      + " 80 % of the peak; what is refused is refused within 500 ms (p99) and told when to come again; what is accepted is answered within 2 s (p99);"
      + " 5 s after the load every call is answered within 150 ms again.";
  }

  @Override
  public Plan defaults() {
    return new Plan(4_000, 0, 0, Duration.ofSeconds(20), 1, 1);
  }

  @Override
  public Findings play(Run run) throws InterruptedException {
    Plan plan = run.plan();
    List<Voice> callers = run.agents(plan.agents(), 10);
    rehearse(run, callers);
    double peak = peak(run, callers);
    run.console().line(String.format("The peak is %.0f items/s; offering %.0f", peak, peak * TIMES));
    run.measure();
    Chain chain = new Chain(run.stage());
    long start = System.nanoTime();
    Crowd crowd = new Crowd(callers);
    long offered = crowd.come(chain, peak * TIMES, plan.seed(), start, start + plan.duration().toNanos());
    double goodput = chain.completed() * 1e9 / (System.nanoTime() - start);
    Map<Op, Meter.Point> totals = run.stage().meter().totals();
    double recovery = recoverySeconds(run, System.nanoTime());
    Latencies.Summary shedMs = chain.shedAfter().summary();
    List<Target> targets = new ArrayList<>();
    targets.add(Target.atLeast("goodput, share of the peak", peak == 0 ? 0 : goodput / peak, GOODPUT_SHARE, ""));
    targets.addAll(Run.everyCall(totals, 99, ACCEPTED_P99_MS));
    targets.add(Target.atMost("p99 until refused, ms", shedMs.p99(), SHED_P99_MS, ""));
    targets.add(Target.exactly("refusals that do not say when to come again", chain.shedWithoutPause(), 0));
    targets.add(Target.atMost("until every call is quick again, s", recovery, RECOVERY_SECONDS, ""));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("peak_items_per_second", Numbers.hundredths(peak));
    figures.put("offered_items_per_second", Numbers.hundredths(offered * 1e9 / plan.duration().toNanos()));
    figures.put("goodput_items_per_second", Numbers.hundredths(goodput));
    figures.put("calls_refused", chain.shed());
    figures.put("p50_ms_until_refused", Numbers.hundredths(shedMs.p50()));
    figures.put("not_offered_because_all_callers_waited", crowd.turnedAway());
    return new Findings(targets, figures);
  }

  /** An overload that nobody measures: neither the service nor the callers have refused, or been refused, before, and compiling that takes a processor for seconds. */
  private static void rehearse(Run run, List<Voice> callers) throws InterruptedException {
    Crowd crowd = new Crowd(callers);
    long start = System.nanoTime();
    crowd.come(new Chain(run.stage()), peak(run, callers) * TIMES, run.plan().seed(), start, start + run.plan().duration().toNanos());
    crowd.rest();
  }

  private static double peak(Run run, List<Voice> callers) throws InterruptedException {
    long end = System.nanoTime() + run.plan().duration().toNanos() / 2;
    return new Chain(run.stage()).perSecond(callers.subList(0, Math.min(PEAK_CALLERS, callers.size())), end);
  }

  /** Callers that come as they like, whoever of them is free. */
  private static final class Crowd {
    private final List<Voice> callers;
    private final Queue<Voice> free;
    private final AtomicLong turnedAway = new AtomicLong();

    Crowd(List<Voice> callers) {
      this.callers = callers;
      this.free = new ConcurrentLinkedQueue<>(callers);
    }

    /** @return how many items were offered, those for which nobody was free included */
    long come(Chain chain, double perSecond, long seed, long start, long end) throws InterruptedException {
      return OpenLoop.run(Pace.random(Math.max(1, perSecond), seed), start, end, at -> {
        Voice caller = free.poll();
        if (caller == null) {
          turnedAway.incrementAndGet();
        } else {
          caller.line().execute(() -> chain.once(caller, worked -> free.add(caller)));
        }
      });
    }

    /** Until each has its answer; a minute at most. */
    void rest() throws InterruptedException {
      long end = System.nanoTime() + GIVE_UP_NANOS;
      while (free.size() < callers.size() && System.nanoTime() - end < 0) {
        Thread.sleep(PROBE_EVERY_MILLIS);
      }
    }

    long turnedAway() {
      return turnedAway.get();
    }
  }

  /** From the load's end until the first of five quick chains in a row began; a minute when that does not happen. */
  private static double recoverySeconds(Run run, long loadEnd) throws InterruptedException {
    Voice prober = run.stage().voices("prober", 1).get(0);
    Run.await(Stage.register(List.of(prober), 10));
    Chain chain = new Chain(run.stage());
    long firstGood = 0;
    int good = 0;
    while (good < GOOD_PROBES && System.nanoTime() - loadEnd < GIVE_UP_NANOS) {
      long began = System.nanoTime();
      CountDownLatch answered = new CountDownLatch(1);
      boolean[] worked = new boolean[1];
      prober.line().execute(() -> chain.once(prober, done -> {
        worked[0] = done;
        answered.countDown();
      }));
      answered.await();
      boolean quick = worked[0] && System.nanoTime() - began < 3 * PROBE_NANOS;
      firstGood = quick && good == 0 ? began : firstGood;
      good = quick ? good + 1 : 0;
      Thread.sleep(PROBE_EVERY_MILLIS);
    }
    return good < GOOD_PROBES ? GIVE_UP_NANOS / 1e9 : Numbers.hundredths((firstGood - loadEnd) / 1e9);
  }
}
