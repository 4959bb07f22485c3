package dev.troupe.load.scenario;

import dev.troupe.load.measure.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Agents that claim and complete as fast as they are answered, until so many items are done or time is up. */
final class Workers {

  /** Long enough that an agent does not ask in vain all the time, short enough that the end is not held up. */
  private static final int WAIT_SECONDS = 1;

  private final Stage stage;
  private final int batch;
  private final long items;
  private final long end;
  private final AtomicLong completed = new AtomicLong();
  private volatile long lastNanos;

  private Workers(Stage stage, int batch, long items, long end) {
    this.stage = stage;
    this.batch = batch;
    this.items = items;
    this.end = end;
  }

  /** @param nanos when the last item was completed, or the time was up; of {@link System#nanoTime} */
  record Done(long items, long nanos) {
  }

  /**
   * @param batch items claimed and completed in one call; 1 uses the call for one item
   * @param items when so many are completed, it ends
   * @param end of {@link System#nanoTime}, when no further claim is made
   */
  static CompletableFuture<Done> run(Stage stage, List<Voice> agents, int batch, long items, long end) {
    Workers workers = new Workers(stage, batch, items, end);
    return CompletableFuture.allOf(agents.stream().map(agent -> {
      CompletableFuture<Void> done = new CompletableFuture<>();
      agent.line().execute(() -> workers.next(agent, done));
      return done;
    }).toArray(CompletableFuture[]::new)).thenApply(all -> new Done(workers.completed.get(), workers.lastNanos));
  }

  private void next(Voice agent, CompletableFuture<Void> done) {
    if (completed.get() >= items || System.nanoTime() - end > 0) {
      done.complete(null);
      return;
    }
    agent.insist(batch == 1 ? Op.CLAIM : Op.CLAIM_BATCH, agent.calls().claim(batch, WAIT_SECONDS), answer -> {
      if (!answer.succeeded()) {
        stage.surprise(agent.calls().caller() + " asking for work", answer);
        agent.line().after(100, () -> next(agent, done));
        return;
      }
      List<Held> claims = Held.claims(answer.body());
      claims.forEach(held -> stage.answers().claimed(held.workId(), agent.calls().caller(), held.token()));
      if (claims.isEmpty()) {
        next(agent, done);
      } else if (batch == 1) {
        complete(agent, claims.get(0), done);
      } else {
        completeAll(agent, claims, done);
      }
    });
  }

  private void complete(Voice agent, Held held, CompletableFuture<Void> done) {
    agent.insist(Op.COMPLETE, agent.calls().complete(held), answer -> {
      if (answer.succeeded()) {
        completed(agent, held);
      } else {
        stage.surprise("completing " + held.workId(), answer);
      }
      next(agent, done);
    });
  }

  private void completeAll(Voice agent, List<Held> all, CompletableFuture<Void> done) {
    agent.insist(Op.COMPLETE_BATCH, agent.calls().completeBatch(all), answer -> {
      int[] statuses = BatchAnswer.statuses(answer.body(), all.size());
      List<Held> again = new ArrayList<>();
      for (int place = 0; place < statuses.length; place++) {
        if (statuses[place] == 200) {
          completed(agent, all.get(place));
        } else if (statuses[place] == 503 || statuses[place] == 429) {
          again.add(all.get(place));
        } else {
          stage.surprise("completing " + all.get(place).workId() + " in a batch, status " + statuses[place], answer);
        }
      }
      if (again.isEmpty()) {
        next(agent, done);
      } else {
        completeAll(agent, again, done);
      }
    });
  }

  private void completed(Voice agent, Held held) {
    stage.answers().completed(held.workId(), agent.calls().caller(), held.token());
    lastNanos = System.nanoTime();
    completed.incrementAndGet();
  }
}
