package dev.troupe.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.troupe.node.Directory;
import dev.troupe.node.agent.RecalledClaim;
import dev.troupe.node.agent.SimulatedAgent;
import dev.troupe.node.dispatch.SimulatedDispatcher;
import dev.troupe.node.work.SimulatedItem;
import dev.troupe.node.work.WorkEvent;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Priority;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * A cluster in one thread: a team's items, its agents and its dispatcher, and the clients that work them off. With a negative seed the journal takes its time, and agents report progress; the
 * seeds that found something before that was simulated are not.
 */
final class SimulatedCluster {
  private static final TeamId TEAM = new TeamId("core");
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Duration TROUBLE = Duration.ofMinutes(3);
  private static final Duration PEACE = Duration.ofMinutes(10);
  private static final int MAX_STEPS = 400_000;

  private final long seed;
  private final Random random;
  private final Network network;
  private final boolean isSlow;
  private final Map<WorkId, SimulatedItem> items = new LinkedHashMap<>();
  private final Map<AgentId, SimulatedAgent> agents = new LinkedHashMap<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final TestInbox<WorkReply> nobody = TestInbox.create();
  private final Directory directory;
  private final SimulatedDispatcher dispatcher;
  private boolean trouble = true;

  /**
   * @param answered claims that were answered with leases or with none
   * @param untold leases that such a claim held, and had not told of, a while after
   * @param heldThoughRefused leases that a claim held a while after it was refused, while its agent's entity has not crashed
   */
  record Played(long steps, long answered, long untold, long heldThoughRefused) {
    Played and(Played other) {
      return new Played(steps + other.steps, answered + other.answered, untold + other.untold, heldThoughRefused + other.heldThoughRefused);
    }
  }

  SimulatedCluster(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.isSlow = seed < 0;
    this.network = new Network(random);
    this.directory =
        new Directory(
            (id, command) -> network.send(() -> items.get(id).tell(command)),
            (id, command) -> network.send(() -> agents.get(id).tell(command)),
            (id, command) -> network.send(() -> dispatcher().tell(command)));
    this.dispatcher =
        new SimulatedDispatcher(
            TEAM, directory, network, () -> items.values().stream().flatMap(item -> item.ready().stream()).toList());
    for (int i = 0; i < 2 + random.nextInt(30); i++) {
      WorkId id = new WorkId("w" + i);
      items.put(id, new SimulatedItem(id, directory, network, this::storing, nobody.getRef()));
    }
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      enlist(new AgentId("a" + i), 1 + random.nextInt(5));
    }
  }

  /** How long the journal takes. */
  private Duration storing() {
    return isSlow ? Duration.ofMillis(random.nextInt(20) == 0 ? 1 + random.nextInt(3_000) : 2) : Duration.ZERO;
  }

  private SimulatedDispatcher dispatcher() {
    return dispatcher;
  }

  private void enlist(AgentId id, int room) {
    AgentProfile profile = new AgentProfile(TEAM, Set.of(), room, Optional.empty(), Map.of());
    SimulatedAgent agent = new SimulatedAgent(id, profile, directory, network, () -> recall(id), nobody.getRef());
    agents.put(id, agent);
    clients.add(new SimulatedClient(id, room, isSlow, random, network, agents, items));
  }

  /**
   * Works everything off, in trouble first and then in peace.
   *
   * @return what it took; fails, naming the seed, when a promise was broken or not all came to an end
   */
  Played run() {
    items.values().forEach(item -> item.tell(new WorkCommand.Add(spec(), Cause.troupe("test"), nobody.getRef())));
    clients.forEach(SimulatedClient::start);
    housekeeping();
    network.faults(0.05, 0.05);
    network.after(
        TROUBLE,
        () -> {
          trouble = false;
          network.faults(0, 0);
        });
    var end = network.now().plus(TROUBLE).plus(PEACE);
    while (!allCompleted() && network.now().isBefore(end) && network.steps() < MAX_STEPS) {
      network.step();
      dispatcher.collectAnswers();
      clients.forEach(SimulatedClient::collectAnswers);
      if (trouble && random.nextInt(60) == 0) {
        crashOne();
      }
    }
    items.values().forEach(this::check);
    assertThat(allCompleted()).as("seed %d: everything is completed after %s", seed, network.now()).isTrue();
    return new Played(network.steps(), sum(SimulatedClient::answered), sum(SimulatedClient::untold), sum(SimulatedClient::heldThoughRefused));
  }

  private long sum(ToLongFunction<SimulatedClient> what) {
    return clients.stream().mapToLong(what).sum();
  }

  private boolean allCompleted() {
    return items.values().stream().allMatch(SimulatedItem::isCompleted);
  }

  /** What goes on in a cluster at all times: reloads, ticks, the sweep, the audit of overdue leases. */
  private void housekeeping() {
    every(Duration.ofSeconds(1), dispatcher::tick);
    every(Duration.ofSeconds(5), dispatcher::reload);
    every(Duration.ofSeconds(10), () -> items.values().forEach(item -> item.tell(new WorkCommand.Wake())));
    every(
        Duration.ofSeconds(15),
        () -> agents.forEach((id, agent) -> agent.audit(work -> items.get(work).holder().equals(Optional.of(id)))));
  }

  private void every(Duration period, Runnable what) {
    network.after(
        period,
        () -> {
          what.run();
          every(period, what);
        });
  }

  private void crashOne() {
    switch (random.nextInt(4)) {
      case 0 -> dispatcher.crash();
      case 3 -> dispatcher.crashClerk();
      case 1 -> any(items).crash();
      default -> any(agents).crash();
    }
  }

  private <V> V any(Map<?, V> map) {
    return new ArrayList<>(map.values()).get(random.nextInt(map.size()));
  }

  /** Knows nothing of the rules: reads the item's journal as an auditor would. */
  private void check(SimulatedItem item) {
    long lastToken = 0;
    boolean live = false;
    Instant renewed = Instant.MIN;
    int completions = 0;
    for (WorkEvent event : item.journal) {
      if (event instanceof WorkEvent.WorkClaimed claimed) {
        assertThat(live).as("seed %d, %s: a lease was given while another was live", seed, item.id()).isFalse();
        assertThat(claimed.leaseToken().value()).as("seed %d, %s: token", seed, item.id()).isGreaterThan(lastToken);
        lastToken = claimed.leaseToken().value();
        live = true;
      } else if (event instanceof WorkEvent.OfLease ofLease) {
        assertThat(ofLease.leaseToken().value()).as("seed %d, %s: %s", seed, item.id(), event).isEqualTo(lastToken);
        assertThat(live).as("seed %d, %s: %s without a lease", seed, item.id(), event).isTrue();
        live = event instanceof WorkEvent.ProgressReported;
      }
      if (event instanceof WorkEvent.WorkClaimed || event instanceof WorkEvent.ProgressReported) {
        renewed = event.at();
      } else if (event instanceof WorkEvent.LeaseExpired) {
        assertThat(event.at()).as("seed %d, %s: the end of a lease renewed at %s", seed, item.id(), renewed).isAfterOrEqualTo(renewed.plus(LEASE));
      }
      completions += event instanceof WorkEvent.WorkCompleted ? 1 : 0;
    }
    assertThat(completions).as("seed %d, %s: completions", seed, item.id()).isLessThanOrEqualTo(1);
  }

  /** What the journal tells an agent's entity after a recovery, oldest first. */
  private List<RecalledClaim> recall(AgentId agent) {
    TreeMap<Long, RecalledClaim> claims = new TreeMap<>();
    for (SimulatedItem item : items.values()) {
      for (int i = 0; i < item.journal.size(); i++) {
        if (item.journal.get(i) instanceof WorkEvent.WorkClaimed claimed && claimed.agent().equals(agent)) {
          boolean open =
              item.journal.subList(i + 1, item.journal.size()).stream()
                  .allMatch(later -> later instanceof WorkEvent.ProgressReported);
          claims.put(
              item.position(i),
              new RecalledClaim(
                  item.id(), claimed.leaseToken(), claimed.claimRequest(), claimed.by().fingerprint(), claimed.at(), open));
        }
      }
    }
    return List.copyOf(claims.values());
  }

  private WorkSpec spec() {
    return new WorkSpec(
        "build", "Build it", "", Priority.values()[random.nextInt(4)], TEAM, Set.of(), List.of(), Optional.empty(), LEASE, 1_000,
        Duration.ZERO, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }
}
