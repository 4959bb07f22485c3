package dev.troupe.load.scenario;

import dev.troupe.load.measure.OpenLoop;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds items at a pace that waits for nobody. When all its lines are busy an arrival waits for one, and the wait counts: it is what a caller of a service that
 * stalls would see.
 */
final class Feeder {

  private final Stage stage;
  private final Shape shape;
  private final Map<String, Long> meant = new ConcurrentHashMap<>();
  private final Deque<Voice> free = new ArrayDeque<>();
  private final Deque<Long> due = new ArrayDeque<>();
  private final AtomicLong added = new AtomicLong();
  private int busy;

  Feeder(Stage stage, List<Voice> adders, Shape shape) {
    this.stage = stage;
    this.shape = shape;
    this.free.addAll(adders);
  }

  /** Blocks until the time is up; answers may still be under way then. */
  void feed(Pace pace, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    OpenLoop.run(pace, start, start + nanos, this::arrive);
  }

  /** An item that is added by other means, to be handed over like the rest. */
  void expect(String workId, long intended) {
    meant.put(workId, intended);
  }

  /** An agent has the item: for the first time, if it was meant to be added at a known time. */
  void taken(String workId) {
    Long at = meant.remove(workId);
    if (at != null) {
      stage.handedOver(at);
    }
  }

  synchronized boolean isIdle() {
    return busy == 0 && due.isEmpty();
  }

  long added() {
    return added.get();
  }

  private void arrive(long at) {
    Voice adder;
    synchronized (this) {
      adder = free.poll();
      if (adder == null) {
        due.add(at);
        return;
      }
      busy++;
    }
    adder.line().execute(() -> add(adder, at));
  }

  private void add(Voice adder, long at) {
    String id = stage.newItem();
    meant.put(id, at);
    adder.insist(Op.ADD, adder.calls().add(id, shape), at, answer -> {
      if (answer.succeeded()) {
        stage.answers().added(id);
        added.incrementAndGet();
      } else {
        meant.remove(id);
        stage.surprise("adding " + id, answer);
      }
      Long next;
      synchronized (this) {
        next = due.poll();
        if (next == null) {
          free.add(adder);
          busy--;
        }
      }
      if (next != null) {
        add(adder, next);
      }
    });
  }
}
