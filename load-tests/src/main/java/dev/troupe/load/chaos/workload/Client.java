package dev.troupe.load.chaos.workload;

import dev.troupe.load.chaos.history.Operation;
import java.util.Random;

/** What every client does: stays with a node, goes on to the next when an answer does not come, and asks again under the same id. */
abstract class Client implements Runnable {

  private static final int MOST_ATTEMPTS = 8;
  private static final int FIRST_PAUSE_MILLIS = 40;

  protected final String name;
  protected final Crowd crowd;
  protected final Random random;
  private int node;
  private volatile boolean settled;

  Client(String name, Crowd crowd, int firstNode, long seed) {
    this.name = name;
    this.crowd = crowd;
    this.node = firstNode;
    this.random = new Random(seed);
  }

  @Override
  public final void run() {
    try {
      begin();
      while (!Thread.currentThread().isInterrupted()) {
        boolean calmBefore = crowd.isCalm();
        step();
        settled = calmBefore;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether whatever it asked before calm was ordered has been answered, or given up. */
  final boolean hasSettled() {
    return settled;
  }

  void begin() throws InterruptedException {
  }

  abstract void step() throws InterruptedException;

  /** Until the answer is known, or {@value #MOST_ATTEMPTS} attempts were made. */
  final Operation ask(Request request) throws InterruptedException {
    Operation last = crowd.caller().attempt(name, node, request);
    for (int attempt = 2; last.isUnknown() && attempt <= MOST_ATTEMPTS; attempt++) {
      node = node % crowd.caller().nodes() + 1;
      Thread.sleep(random.nextInt(FIRST_PAUSE_MILLIS << Math.min(attempt, 4)));
      last = crowd.caller().attempt(name, node, request);
    }
    crowd.remember(request);
    return last;
  }

  /** Once, through any node. */
  final Operation askOnce(Request request) throws InterruptedException {
    return crowd.caller().attempt(name, 1 + random.nextInt(crowd.caller().nodes()), request);
  }

  final void pause(int mostMillis) throws InterruptedException {
    Thread.sleep(random.nextInt(mostMillis + 1));
  }
}
