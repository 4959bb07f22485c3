package dev.troupe.load.scenario;

import dev.troupe.load.measure.OpenLoop;
import dev.troupe.load.measure.Op;
import dev.troupe.load.measure.Pace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Agents wait; items are added at a pace that waits for nobody; how long until each is in an agent's hands? */
final class HandOver {

  private static final int WAIT_SECONDS = 2;
  private static final long PATIENCE_MILLIS = 10_000;

  private final Stage stage;
  private final Map<String, Long> intended = new ConcurrentHashMap<>();
  private final Deque<Voice> free = new ArrayDeque<>();
  private final Deque<Long> due = new ArrayDeque<>();
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong completed = new AtomicLong();
  private volatile boolean over;

  private HandOver(Stage stage, List<Voice> adders) {
    this.stage = stage;
    this.free.addAll(adders);
  }

  /** @return how many items were completed out of those acknowledged */
  record Done(long added, long completed) {
  }

  /** Adds at the pace for so long, waits until what was added is worked off, and ends the agents. */
  static Done run(Stage stage, List<Voice> agents, List<Voice> adders, Pace pace, long nanos) throws InterruptedException {
    HandOver handOver = new HandOver(stage, adders);
    CountDownLatch agentsAtWork = new CountDownLatch(agents.size());
    for (Voice agent : agents) {
      agent.line().execute(() -> handOver.poll(agent, agentsAtWork));
    }
    long start = System.nanoTime();
    OpenLoop.run(pace, start, start + nanos, handOver::arrive);
    long patience = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!handOver.isWorkedOff() && System.nanoTime() - patience < 0) {
      Thread.sleep(5);
    }
    handOver.over = true;
    agentsAtWork.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    return new Done(handOver.added.get(), handOver.completed.get());
  }

  private synchronized boolean isWorkedOff() {
    return due.isEmpty() && intended.isEmpty() && completed.get() >= added.get();
  }

  private void arrive(long at) {
    Voice adder;
    synchronized (this) {
      adder = free.poll();
      if (adder == null) {
        due.add(at);
        return;
      }
    }
    adder.line().execute(() -> add(adder, at));
  }

  private void add(Voice adder, long at) {
    String id = stage.newItem();
    intended.put(id, at);
    adder.insist(Op.ADD, adder.calls().add(id, Adders.LEASE_SECONDS), at, answer -> {
      if (answer.succeeded()) {
        added.incrementAndGet();
        stage.answers().added(id);
      } else {
        intended.remove(id);
        stage.surprise("adding " + id, answer);
      }
      Long next;
      synchronized (this) {
        next = due.poll();
        if (next == null) {
          free.add(adder);
        }
      }
      if (next != null) {
        add(adder, next);
      }
    });
  }

  private void poll(Voice agent, CountDownLatch atWork) {
    if (over) {
      atWork.countDown();
      return;
    }
    agent.insist(Op.WAIT, agent.calls().claim(1, WAIT_SECONDS), answer -> {
      if (!answer.succeeded()) {
        stage.surprise(agent.calls().caller() + " asking for work", answer);
        agent.line().after(100, () -> poll(agent, atWork));
        return;
      }
      List<Held> claims = Held.claims(answer.body());
      if (claims.isEmpty()) {
        poll(agent, atWork);
      } else {
        take(agent, claims.get(0), atWork);
      }
    });
  }

  private void take(Voice agent, Held held, CountDownLatch atWork) {
    Long at = intended.remove(held.workId());
    if (at != null) {
      stage.handedOver(at);
    }
    stage.answers().claimed(held.workId(), agent.calls().caller(), held.token());
    agent.insist(Op.COMPLETE, agent.calls().complete(held), answer -> {
      if (answer.succeeded()) {
        completed.incrementAndGet();
        stage.answers().completed(held.workId(), agent.calls().caller(), held.token());
      } else {
        stage.surprise("completing " + held.workId(), answer);
      }
      poll(agent, atWork);
    });
  }
}
