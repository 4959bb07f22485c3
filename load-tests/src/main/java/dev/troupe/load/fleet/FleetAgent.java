package dev.troupe.load.fleet;

import dev.troupe.cli.client.Agent;
import dev.troupe.cli.client.Claim;
import dev.troupe.cli.client.RefusedException;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.load.check.Acknowledged;
import dev.troupe.load.check.Acknowledged.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One simulated agent: asks for work, thinks a little, reports progress once, completes, until nothing is left to do. */
final class FleetAgent implements Runnable {

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final long HEARTBEAT_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final String id;
  private final Fleet.Plan plan;
  private final List<String> teams;
  private final TroupeClient client;
  private final Ledger ledger;
  private final Meters meters;
  private final Random random;
  private long lastHeartbeat = System.nanoTime();

  FleetAgent(String id, Fleet.Plan plan, List<String> teams, TroupeClient client, Ledger ledger, Meters meters, Random random) {
    this.id = id;
    this.plan = plan;
    this.teams = teams;
    this.client = client;
    this.ledger = ledger;
    this.meters = meters;
    this.random = random;
  }

  CompletableFuture<Agent> register() {
    return client.register(id, new Agent.Registration(teams.get(0), List.copyOf(plan.capabilities()), 1, "simulated", null));
  }

  @Override
  public void run() {
    try {
      while (!ledger.isFinished() && !Thread.currentThread().isInterrupted()) {
        takeOneStep();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeOneStep() throws InterruptedException {
    try {
      if (System.nanoTime() - lastHeartbeat > HEARTBEAT_EVERY_NANOS) {
        heartbeat();
      }
      long asked = System.nanoTime();
      List<Claim> claims = client.claimNext(id, 1, POLL, teams.size() == 1 ? List.of() : teams).join();
      if (!claims.isEmpty()) {
        meters.claimed(Duration.ofNanos(System.nanoTime() - asked));
      }
      for (Claim claim : claims) {
        ledger.acknowledged(new Acknowledged(Kind.CLAIM, claim.work().id(), id, claim.leaseToken()));
        workOff(claim.work().id(), claim.leaseToken());
      }
    } catch (CompletionException failed) {
      recover(refusal(failed));
    }
  }

  private void workOff(String workId, long token) throws InterruptedException {
    try {
      think();
      client.progress(workId, id, token, 50, "half-way").join();
      ledger.acknowledged(new Acknowledged(Kind.PROGRESS, workId, id, token));
      think();
      client.complete(workId, id, token, Map.of("by", id)).join();
      ledger.acknowledged(new Acknowledged(Kind.COMPLETE, workId, id, token));
    } catch (CompletionException failed) {
      RefusedException refused = refusal(failed);
      if (refused.problem().code().equals("lease_lost")) {
        ledger.leaseLost();
      } else {
        ledger.trouble(id + " with " + workId + ": " + refused.problem());
      }
    }
  }

  /** Refused a claim: what the service says it holds is worked off first, an agent it does not know registers again. */
  private void recover(RefusedException refused) throws InterruptedException {
    switch (refused.problem().code()) {
      case "over_capacity" -> heartbeat();
      case "not_found" -> register().join();
      default -> {
        ledger.trouble(id + " asking for work: " + refused.problem());
        Thread.sleep(100);
      }
    }
  }

  /** Also the way to learn of a lease whose answer never came. */
  private void heartbeat() throws InterruptedException {
    lastHeartbeat = System.nanoTime();
    Agent.Heartbeat answer = client.heartbeat(id).join();
    for (Agent.Lease lease : answer.leases() == null ? List.<Agent.Lease>of() : answer.leases()) {
      if (!Boolean.FALSE.equals(lease.valid())) {
        workOff(lease.workId(), lease.leaseToken());
      }
    }
  }

  private void think() throws InterruptedException {
    if (plan.longestThinkMillis() > 0) {
      Thread.sleep(random.nextInt(plan.longestThinkMillis() + 1));
    }
  }

  private static RefusedException refusal(CompletionException failed) {
    if (failed.getCause() instanceof RefusedException refused) {
      return refused;
    }
    throw failed;
  }
}
