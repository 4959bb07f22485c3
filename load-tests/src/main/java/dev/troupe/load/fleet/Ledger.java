package dev.troupe.load.fleet;

import dev.troupe.load.check.Acknowledged;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the fleet was told: every acknowledged answer, and which of the items it was given are done. */
public final class Ledger {

  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final Queue<Acknowledged> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
  private final AtomicInteger leasesLost = new AtomicInteger();
  private final int items;
  private final CountDownLatch half;
  private final CountDownLatch all;

  /** @param items their ids, as yet to be completed */
  public Ledger(Collection<String> items) {
    open.addAll(items);
    this.items = open.size();
    half = new CountDownLatch((this.items + 1) / 2);
    all = new CountDownLatch(this.items);
  }

  public void acknowledged(Acknowledged answer) {
    answers.add(answer);
    if (answer.kind() == Acknowledged.Kind.COMPLETE) {
      done(answer.workId());
    }
  }

  /** The item needs no work (any more); telling it twice is fine. */
  public void done(String workId) {
    if (open.remove(workId)) {
      half.countDown();
      all.countDown();
    }
  }

  void leaseLost() {
    leasesLost.incrementAndGet();
  }

  /** Something an agent did not expect; the run goes on. */
  void trouble(String what) {
    troubles.add(what);
  }

  public boolean isFinished() {
    return all.getCount() == 0;
  }

  public int items() {
    return items;
  }

  public int completed() {
    return items - open.size();
  }

  public Set<String> open() {
    return new HashSet<>(open);
  }

  public List<Acknowledged> answers() {
    return List.copyOf(answers);
  }

  public List<String> troubles() {
    return List.copyOf(troubles);
  }

  public int leasesLost() {
    return leasesLost.get();
  }

  public void awaitHalf() throws InterruptedException {
    half.await();
  }

  /** @return whether every item was done within the limit */
  public boolean awaitAll(long limitSeconds) throws InterruptedException {
    return all.await(limitSeconds, TimeUnit.SECONDS);
  }
}
