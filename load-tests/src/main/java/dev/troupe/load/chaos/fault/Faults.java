package dev.troupe.load.chaos.fault;

import dev.troupe.load.chaos.arena.Clocks;
import dev.troupe.load.chaos.arena.NetworkLab;
import dev.troupe.load.chaos.fault.Fault.Need;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All faults by name, and the groups they may be asked for in. */
public final class Faults {

  private static final List<Fault> ALL = Stream.of(ProcessFaults.all(), DatabaseFaults.all(), NetworkFaults.all(), List.of(new Stampede().fault()))
    .flatMap(List::stream).toList();

  private static final Map<String, List<String>> GROUPS = Map.of(
    "suite", List.of("kill-one", "pause-one", "lost-answers", "db-restart"),
    "processes", ProcessFaults.all().stream().map(Fault::name).toList(),
    "database", DatabaseFaults.all().stream().map(Fault::name).filter(name -> !name.equals("db-pause-long")).toList(),
    "network", NetworkFaults.all().stream().map(Fault::name).toList(),
    "all", ALL.stream().map(Fault::name).filter(name -> !name.equals("db-pause-long")).toList());

  private Faults() {
  }

  /**
   * @param names of faults or groups
   * @return each fault once, in the order given
   * @throws IllegalArgumentException when there is no such fault, naming those there are
   */
  public static List<Fault> named(List<String> names) {
    Map<String, Fault> found = new LinkedHashMap<>();
    for (String name : names) {
      for (String one : GROUPS.getOrDefault(name, List.of(name))) {
        found.put(one, ALL.stream().filter(fault -> fault.name().equals(one)).findFirst().orElseThrow(() -> new IllegalArgumentException(
          "There is no fault " + one + "; expected some of " + ALL.stream().map(Fault::name).toList() + " or the groups " + new TreeSet<>(GROUPS.keySet()))));
      }
    }
    return List.copyOf(found.values());
  }

  /** Why this machine cannot have the fault; empty when it can. */
  public static Optional<String> missing(Fault fault) {
    Optional<String> reason = Optional.empty();
    if (fault.needs().contains(Need.NAMESPACES) || fault.needs().contains(Need.SMALL_DISK)) {
      reason = NetworkLab.missing();
    }
    return fault.needs().contains(Need.CLOCKS) ? reason.or(Clocks::missing) : reason;
  }
}
