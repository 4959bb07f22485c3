package dev.troupe.load.chaos.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** All clients of a run, a thread each, and what they know in common. */
public final class Crowd {

  private static final int REMEMBERED = 512;
  private static final int TEAMS = 2;

  /**
   * How many of each.
   *
   * @param mostOpen adders wait while so many items are not done
   */
  public record Plan(String run, int workers, int adders, int repeaters, int zombies, int readers, int mostOpen, long seed) {
  }

  /** A lease that somebody knew once. */
  record OldLease(String agentId, String workId, long token) {
  }

  private final Plan plan;
  private final Caller caller;
  private final AtomicReferenceArray<Request> requests = new AtomicReferenceArray<>(REMEMBERED);
  private final AtomicReferenceArray<OldLease> leases = new AtomicReferenceArray<>(REMEMBERED);
  private final AtomicReferenceArray<String> items = new AtomicReferenceArray<>(REMEMBERED);
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger added = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final Map<String, Integer> capacities = new ConcurrentHashMap<>();
  private final Map<String, String> teams = new ConcurrentHashMap<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean adding = true;

  public Crowd(Plan plan, Caller caller) {
    this.plan = plan;
    this.caller = caller;
  }

  public void start() {
    int number = 0;
    for (int worker = 1; worker <= plan.workers(); worker++) {
      int capacity = worker % 3 == 0 ? 3 : 1;
      start(new Worker(agent("worker", worker), this, team(worker), capacity, node(worker), seed(++number)));
    }
    for (int adder = 1; adder <= plan.adders(); adder++) {
      start(new Adder(agent("adder", adder), this, node(adder), seed(++number)));
    }
    for (int repeater = 1; repeater <= plan.repeaters(); repeater++) {
      start(new Repeater(agent("repeater", repeater), this, node(repeater), seed(++number)));
    }
    for (int zombie = 1; zombie <= plan.zombies(); zombie++) {
      start(new Zombie(agent("zombie", zombie), this, node(zombie), seed(++number)));
    }
    for (int reader = 1; reader <= plan.readers(); reader++) {
      start(new ItemReader(agent("reader", reader), this, node(reader), seed(++number)));
    }
  }

  /**
   * No more new items, nothing late and nothing undead: the workers work off what there is. Returns when nothing of the kind is on its way any more, or after the limit.
   */
  public void calmDown(Duration limit) throws InterruptedException {
    adding = false;
    long deadline = System.nanoTime() + limit.toNanos();
    while (!clients.stream().allMatch(client -> client instanceof Worker || client.hasSettled()) && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
  }

  boolean isCalm() {
    return !adding;
  }

  public void stop() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join(10_000);
    }
  }

  /** By agent; complete once every worker has begun. */
  public Map<String, Integer> capacities() {
    return new HashMap<>(capacities);
  }

  /** By agent, of those that work. */
  public Map<String, String> teams() {
    return new HashMap<>(teams);
  }

  /** As far as the workers were told. */
  public int itemsCompleted() {
    return finished.get();
  }

  public int itemsAdded() {
    return added.get();
  }

  /** What agents' and items' ids of this run begin with. */
  public String run() {
    return plan.run();
  }

  Caller caller() {
    return caller;
  }

  boolean mayAdd() {
    return adding && added.get() - finished.get() < plan.mostOpen();
  }

  String newItem() {
    return plan.run() + "-item-" + added.incrementAndGet();
  }

  String team(int number) {
    return plan.run() + "-team-" + (1 + number % TEAMS);
  }

  void uses(String agent, String team, int capacity) {
    teams.put(agent, team);
    capacities.put(agent, capacity);
  }

  void oneIsDone() {
    finished.incrementAndGet();
  }

  void isThere(String workId) {
    items.set(Math.floorMod(next.incrementAndGet(), REMEMBERED), workId);
  }

  void remember(Request request) {
    requests.set(Math.floorMod(next.incrementAndGet(), REMEMBERED), request);
  }

  void remember(OldLease lease) {
    leases.set(Math.floorMod(next.incrementAndGet(), REMEMBERED), lease);
  }

  /** Any of the latest, null when luck finds none. */
  Request anyRequest(Random random) {
    return requests.get(random.nextInt(REMEMBERED));
  }

  OldLease anyLease(Random random) {
    return leases.get(random.nextInt(REMEMBERED));
  }

  String anyItem(Random random) {
    return items.get(random.nextInt(REMEMBERED));
  }

  private void start(Client client) {
    Thread thread = new Thread(null, client, client.name, 256 * 1024);
    thread.setDaemon(true);
    clients.add(client);
    threads.add(thread);
    thread.start();
  }

  private String agent(String kind, int number) {
    return plan.run() + "-" + kind + "-" + number;
  }

  private int node(int number) {
    return 1 + number % caller.nodes();
  }

  private long seed(int number) {
    return plan.seed() * 1_000_003 + number;
  }
}
