package dev.troupe.node.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Messages and clocks of a simulated cluster, in one thread: any message may overtake any other, be lost or come twice. */
public final class Network {
  private static final int MAX_IN_FLIGHT = 100_000;

  private final Random random;
  private final List<Runnable> inFlight = new ArrayList<>();
  private final PriorityQueue<Timed> timed = new PriorityQueue<>();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private long order;
  private double loss;
  private double duplication;
  private long steps;

  private record Timed(Instant at, long order, Runnable what) implements Comparable<Timed> {
    @Override
    public int compareTo(Timed other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  Network(Random random) {
    this.random = random;
  }

  void faults(double lossRate, double duplicationRate) {
    loss = lossRate;
    duplication = duplicationRate;
  }

  public Instant now() {
    return now;
  }

  long steps() {
    return steps;
  }

  /** A number above every one given before, as the journal numbers what it stores. */
  public long nextPosition() {
    return order++;
  }

  /** On its way; may be lost, doubled and overtaken. */
  public void send(Runnable delivery) {
    if (random.nextDouble() < loss) {
      return;
    }
    inFlight.add(delivery);
    if (random.nextDouble() < duplication) {
      inFlight.add(delivery);
    }
    if (inFlight.size() > MAX_IN_FLIGHT) {
      throw new IllegalStateException("Expected the cluster to come to rest, but messages multiply.");
    }
  }

  /** Happens at that time, for sure. */
  public void after(Duration delay, Runnable what) {
    timed.add(new Timed(now.plus(delay), order++, what));
  }

  /** One thing happens: mostly a message arrives; when none is on its way, or now and then before, time goes on. */
  boolean step() {
    steps++;
    boolean letTimePass = inFlight.isEmpty() || random.nextInt(50) == 0;
    if (letTimePass && !timed.isEmpty()) {
      Timed next = timed.poll();
      now = next.at();
      next.what().run();
      return true;
    }
    if (inFlight.isEmpty()) {
      return false;
    }
    int pick = random.nextInt(inFlight.size());
    Runnable delivery = inFlight.get(pick);
    inFlight.set(pick, inFlight.get(inFlight.size() - 1));
    inFlight.remove(inFlight.size() - 1);
    delivery.run();
    return true;
  }
}
