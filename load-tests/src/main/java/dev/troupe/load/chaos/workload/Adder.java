package dev.troupe.load.chaos.workload;

import dev.troupe.load.chaos.history.Operation;
import java.util.List;

/** Hands in items under ids of its own, some of them twice, and cancels one now and then. */
final class Adder extends Client {

  private static final int PAUSE_MILLIS = 60;
  private static final List<String> PRIORITIES = List.of("critical", "high", "medium", "low");

  Adder(String name, Crowd crowd, int node, long seed) {
    super(name, crowd, node, seed);
  }

  @Override
  void step() throws InterruptedException {
    pause(PAUSE_MILLIS);
    if (!crowd.mayAdd()) {
      return;
    }
    String item = crowd.newItem();
    int number = random.nextInt();
    Request add = Request.add(item, crowd.team(Math.floorMod(number, 2)), 3 + random.nextInt(3), PRIORITIES.get(random.nextInt(PRIORITIES.size())));
    Operation added = ask(add);
    if (added.isOk()) {
      crowd.isThere(item);
    }
    if (random.nextInt(20) == 0) {
      askOnce(add);
    }
    if (random.nextInt(40) == 0) {
      ask(Request.cancel(item));
    }
  }
}
