package dev.troupe.load.scenario;

import dev.troupe.cli.Console;
import dev.troupe.cli.local.LocalCluster;
import java.util.List;
import java.util.Map;

/** One thing a fleet is put through. */
public interface Scenario {

  String name();

  /** What it shows, and what it demands, in a sentence or two. */
  String description();

  Plan defaults();

  /** Environment variables for the nodes of a local cluster, where the defaults do not do. */
  default Map<String, String> nodeSettings() {
    return Map.of();
  }

  /** What a local cluster needs before it is warmed up; its store is empty yet, and its nodes may be stopped and started again. */
  default void prepare(LocalCluster cluster, Plan plan, Console console) throws Exception {
  }

  /**
   * Plays it; the cluster is up and warm. Whether an item was owned twice or an answer lost is found out afterwards, for every scenario alike.
   *
   * @throws Exception when it cannot be played to its end, which is worse than a missed target
   */
  Findings play(Run run) throws Exception;

  /** @param figures what else is worth telling, by name */
  record Findings(List<Target> targets, Map<String, Object> figures) {
  }
}
