package dev.troupe.load.chaos.workload;

import dev.troupe.load.chaos.history.Action;
import java.util.Map;

/** Comes back with leases that somebody had once, most of them long over, and reports under them as if nothing had happened. */
final class Zombie extends Troublemaker {

  private static final int PAUSE_MILLIS = 150;

  Zombie(String name, Crowd crowd, int node, long seed) {
    super(name, crowd, node, seed, PAUSE_MILLIS);
  }

  @Override
  void makeTrouble() throws InterruptedException {
    Crowd.OldLease lease = crowd.anyLease(random);
    if (lease == null) {
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> askOnce(Request.byHolder(Action.PROGRESS, lease.agentId(), lease.workId(), lease.token(), "percent", 99));
      case 1 -> askOnce(Request.byHolder(Action.COMPLETE, lease.agentId(), lease.workId(), lease.token(), "result", Map.of("by", "a zombie")));
      case 2 -> askOnce(Request.byHolder(Action.FAIL, lease.agentId(), lease.workId(), lease.token(), "reason", "undead"));
      case 3 -> askOnce(Request.byHolder(Action.RELEASE, lease.agentId(), lease.workId(), lease.token()));
      case 4 -> askOnce(Request.heartbeat(lease.agentId(), Map.of(lease.workId(), lease.token())));
      default -> askOnce(Request.claimById(lease.agentId(), lease.workId()));
    }
  }
}
