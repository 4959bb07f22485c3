package dev.troupe.load.scenario;

import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** A fleet that works off what a feeder adds. */
final class FleetRun {

  private static final int ADDERS = 20;
  private static final long LOOK_MILLIS = 5;

  /** What happened beside completions. */
  enum Happening { FAILED_ATTEMPT, STALLED, VANISHED, LATE_REFUSED }

  private final Stage stage;
  private final Shape shape;
  private final Feeder feeder;
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private final AtomicLong completed = new AtomicLong();
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicLongArray happenings = new AtomicLongArray(Happening.values().length);
  private volatile boolean over;
  private double fedCallsPerSecond;

  private FleetRun(Stage stage, Shape shape) {
    this.stage = stage;
    this.shape = shape;
    this.feeder = new Feeder(stage, stage.voices("adder", ADDERS), shape);
  }

  /**
   * @param unfinished acknowledged items that no agent was told are completed
   * @param callsPerSecond answered while items were added; what was then still to be finished is not work that was offered
   * @param happenings by name
   */
  record Done(long added, long completed, long unfinished, double callsPerSecond, Map<String, Long> happenings) {
  }

  /** @param rampMillis the agents begin to wait within this time */
  static FleetRun start(Stage stage, List<Voice> agents, Behaviour behaviour, Shape shape, long seed, long rampMillis) {
    FleetRun fleet = new FleetRun(stage, shape);
    for (int number = 0; number < agents.size(); number++) {
      new SimulatedAgent(fleet, agents.get(number), behaviour, seed * 1_000_003 + number).start(rampMillis);
    }
    return fleet;
  }

  /** Adds at the pace for so long; then waits, at most for the patience, until all that was added is completed. */
  Done feed(Pace pace, long nanos, long patienceSeconds) throws InterruptedException {
    feeder.feed(pace, nanos);
    fedCallsPerSecond = callsPerSecond();
    return finish(patienceSeconds);
  }

  Done finish(long patienceSeconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceSeconds);
    while (!isWorkedOff() && System.nanoTime() - deadline < 0) {
      Thread.sleep(LOOK_MILLIS);
    }
    over = true;
    Map<String, Long> counts = new TreeMap<>();
    for (Happening happening : Happening.values()) {
      counts.put(happening.name().toLowerCase(Locale.ROOT), happenings.get(happening.ordinal()));
    }
    return new Done(feeder.added(), completed.get(), Math.max(0, feeder.added() - completed.get()), fedCallsPerSecond, counts);
  }

  Feeder feeder() {
    return feeder;
  }

  Stage stage() {
    return stage;
  }

  Shape shape() {
    return shape;
  }

  boolean isOver() {
    return over;
  }

  long completedSoFar() {
    return completed.get();
  }

  void began() {
    working.incrementAndGet();
  }

  void ended() {
    working.decrementAndGet();
  }

  void taken(Held held, String agent) {
    stage.answers().claimed(held.workId(), agent, held.token());
    feeder.taken(held.workId());
  }

  void completed(Held held, String agent) {
    stage.answers().completed(held.workId(), agent, held.token());
    if (done.add(held.workId())) {
      completed.incrementAndGet();
    }
  }

  void count(Happening happening) {
    happenings.incrementAndGet(happening.ordinal());
  }

  private double callsPerSecond() {
    long calls = stage.meter().totals().entrySet().stream().filter(entry -> entry.getKey().isCall() || entry.getKey() == Op.WAIT)
      .mapToLong(entry -> entry.getValue().done() + entry.getValue().empty()).sum();
    return Math.round(calls / Math.max(0.001, stage.meter().elapsedSeconds()) * 10) / 10.0;
  }

  private boolean isWorkedOff() {
    return feeder.isIdle() && completed.get() >= feeder.added() && working.get() == 0;
  }
}
