package dev.troupe.load.chaos.workload;

import dev.troupe.load.chaos.history.Action;
import dev.troupe.load.chaos.history.Operation;
import dev.troupe.load.chaos.history.Operation.Told;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An agent: claims, reports progress, completes. Now and then it fails or releases an item, renews its leases, or forgets an item and lets
 * the lease run out.
 */
final class Worker extends Client {

  private static final int THINK_MILLIS = 60;
  private final String team;
  private final int capacity;
  private final Map<String, Long> held = new LinkedHashMap<>();

  Worker(String name, Crowd crowd, String team, int capacity, int node, long seed) {
    super(name, crowd, node, seed);
    this.team = team;
    this.capacity = capacity;
  }

  @Override
  void begin() throws InterruptedException {
    crowd.uses(name, team, capacity);
    while (!ask(Request.register(name, team, capacity)).isOk()) {
      pause(200);
    }
  }

  @Override
  void step() throws InterruptedException {
    Operation claim = ask(Request.claimNext(name, 1 + random.nextInt(capacity), 1));
    for (Told lease : claim.leases()) {
      crowd.remember(new Crowd.OldLease(name, lease.workId(), lease.token()));
      held.put(lease.workId(), lease.token());
    }
    for (Told lease : claim.leases()) {
      workOff(lease.workId(), lease.token());
      held.remove(lease.workId());
    }
    if (!claim.isOk()) {
      recover(claim);
    }
  }

  /** What it holds without knowing, for a lost answer, is worked off as well; an agent that nobody knows registers again. */
  private void recover(Operation refused) throws InterruptedException {
    if ("not_found".equals(refused.code())) {
      ask(Request.register(name, team, capacity));
    } else if ("over_capacity".equals(refused.code())) {
      for (Told lease : ask(Request.heartbeat(name, Map.of())).leases()) {
        if (lease.valid() && random.nextInt(3) > 0) {
          workOff(lease.workId(), lease.token());
        }
      }
    }
    pause(THINK_MILLIS);
  }

  private void workOff(String workId, long token) throws InterruptedException {
    pause(THINK_MILLIS);
    int mood = random.nextInt(100);
    if (mood < 3) {
      return;
    }
    if (mood < 60) {
      Operation progress = ask(Request.byHolder(Action.PROGRESS, name, workId, token, "percent", 1 + random.nextInt(99)));
      if (progress.outcome() == Operation.Outcome.REFUSED) {
        return;
      }
      pause(THINK_MILLIS);
    }
    if (mood % 10 == 0) {
      ask(Request.heartbeat(name, held));
    }
    end(workId, token, mood);
  }

  private void end(String workId, long token, int mood) throws InterruptedException {
    if (mood >= 94) {
      ask(Request.byHolder(Action.FAIL, name, workId, token, "reason", "did not work", "retryable", true));
    } else if (mood >= 88) {
      ask(Request.byHolder(Action.RELEASE, name, workId, token, "handoff", "somebody else may"));
    } else if (ask(Request.byHolder(Action.COMPLETE, name, workId, token, "result", Map.of("by", name))).isOk()) {
      crowd.oneIsDone();
    }
  }
}
