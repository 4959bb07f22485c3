package dev.troupe.load.scenario;

import dev.troupe.load.check.Acknowledged;
import dev.troupe.load.check.Acknowledged.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Every success the simulated clients were told of, to be held against the journal afterwards. */
public final class Answers {

  private final Queue<Acknowledged> told = new ConcurrentLinkedQueue<>();

  void added(String workId) {
    told.add(Acknowledged.add(workId));
  }

  void claimed(String workId, String agent, long token) {
    told.add(new Acknowledged(Kind.CLAIM, workId, agent, token));
  }

  void progressed(String workId, String agent, long token) {
    told.add(new Acknowledged(Kind.PROGRESS, workId, agent, token));
  }

  void completed(String workId, String agent, long token) {
    told.add(new Acknowledged(Kind.COMPLETE, workId, agent, token));
  }

  public Map<String, List<Acknowledged>> byItem() {
    Map<String, List<Acknowledged>> items = new HashMap<>();
    for (Acknowledged answer : told) {
      items.computeIfAbsent(answer.workId(), id -> new ArrayList<>(3)).add(answer);
    }
    return items;
  }
}
