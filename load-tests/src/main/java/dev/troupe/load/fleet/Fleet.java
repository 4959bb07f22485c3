package dev.troupe.load.fleet;

import dev.troupe.cli.client.BatchResult;
import dev.troupe.cli.client.NewWork;
import dev.troupe.cli.client.TroupeClient;
import dev.troupe.load.check.Acknowledged;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Agents spread over the nodes, a thread each. */
public final class Fleet implements AutoCloseable {

  private static final int BATCH = 100;

  /**
   * How the fleet is made up.
   *
   * @param teams the agents are spread over them; with fewer agents than teams an agent works for several
   * @param capabilities every agent has all of them
   * @param longestThinkMillis an agent thinks between 0 and this long before and after its progress report
   */
  public record Plan(int agents, List<String> teams, Set<String> capabilities, int longestThinkMillis, long seed) {
  }

  private final List<URI> nodes;
  private final Plan plan;
  private final TroupeClient.Settings settings;
  private final Ledger ledger;
  private final List<FleetAgent> agents = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  public Fleet(List<URI> nodes, Plan plan, Ledger ledger, Meters meters) {
    this.nodes = nodes;
    this.plan = plan;
    this.ledger = ledger;
    this.settings = TroupeClient.Settings.defaults().withListener(meters);
    for (int number = 0; number < plan.agents(); number++) {
      agents.add(new FleetAgent(String.format("agent-%03d", number + 1), plan, teamsOf(number),
        new TroupeClient(nodes, number, settings), ledger, meters, new Random(plan.seed() * 31 + number)));
    }
  }

  public void register() {
    CompletableFuture.allOf(agents.stream().map(FleetAgent::register).toArray(CompletableFuture[]::new)).join();
  }

  /**
   * Hands the work in, in batches through every node in turn.
   *
   * @return the refusals, in words; their items are not part of the run any more
   */
  public List<String> add(List<NewWork> work) {
    List<String> refused = new ArrayList<>();
    for (int from = 0; from < work.size(); from += BATCH) {
      List<NewWork> batch = work.subList(from, Math.min(work.size(), from + BATCH));
      TroupeClient client = new TroupeClient(nodes, from / BATCH, settings);
      for (BatchResult result : client.addBatch(batch).join()) {
        NewWork item = batch.get(result.index());
        if (result.accepted()) {
          added(item.id(), result.work().status());
        } else if (result.status() == 503) {
          added(item.id(), client.add(item).join().status());
        } else {
          refused.add(item.id() + ": " + result.problem());
          ledger.done(item.id());
        }
      }
    }
    return refused;
  }

  public void start() {
    for (FleetAgent agent : agents) {
      Thread thread = new Thread(agent, "agent");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** Ends every agent, in the middle of its work if need be, and waits for them. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join(5_000);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new CompletionException(interrupted);
      }
    }
  }

  private void added(String workId, String status) {
    ledger.acknowledged(Acknowledged.add(workId));
    if ("completed".equals(status)) {
      ledger.done(workId);  // handed in before, on the same data folder
    }
  }

  private List<String> teamsOf(int number) {
    List<String> teams = plan.teams();
    if (plan.agents() >= teams.size()) {
      return List.of(teams.get(number % teams.size()));
    }
    List<String> several = new ArrayList<>();
    for (int team = number; team < teams.size(); team += plan.agents()) {
      several.add(teams.get(team));
    }
    return several;
  }
}
