package dev.troupe.load.scenario;

import dev.troupe.cli.CommandFailed;
import java.util.List;
import java.util.stream.Collectors;

/** All scenarios, in the order they are listed in. */
public final class Scenarios {

  private static final List<Scenario> ALL = List.of(new DrainScenario(), new HandOverScenario());

  private Scenarios() {
  }

  public static List<Scenario> all() {
    return ALL;
  }

  public static Scenario named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst().orElseThrow(() -> new CommandFailed(
      "There is no scenario " + name + ". There are " + ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")) + ", and compare."));
  }
}
