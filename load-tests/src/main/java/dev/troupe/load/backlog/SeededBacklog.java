package dev.troupe.load.backlog;

import dev.troupe.cli.client.NewWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Invented work: the same seed gives the same items. */
public final class SeededBacklog {

  private static final List<String> PRIORITIES = List.of("critical", "high", "medium", "low");
  private static final List<String> TYPES = List.of("implement", "review", "test", "document", "investigate");

  private SeededBacklog() {
  }

  /** @param prefix of every id, so that runs on one data folder do not meet */
  public static List<NewWork> of(String prefix, int items, long seed) {
    Random random = new Random(seed);
    List<NewWork> work = new ArrayList<>(items);
    for (int number = 1; number <= items; number++) {
      String type = TYPES.get(random.nextInt(TYPES.size()));
      work.add(NewWork.of(String.format("%s-%05d", prefix, number), type, type + " no. " + number)
        .withPriority(PRIORITIES.get(random.nextInt(PRIORITIES.size()))));
    }
    return work;
  }
}
