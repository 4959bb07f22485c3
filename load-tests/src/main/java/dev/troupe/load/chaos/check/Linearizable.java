package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.check.ItemModel.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Each item as a register with its operations: some order of what its clients saw, true to time, must be one the item could have lived through. */
final class Linearizable implements Check {

  @Override
  public String name() {
    return "linearizable";
  }

  @Override
  public String promise() {
    return "Each item behaves as if every call took effect at one moment between its start and its answer.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    evidence.operationsByItem().keySet().forEach(workId -> {
      List<Step> steps = Steps.of(workId, evidence);
      Linearization.Result result = Linearization.search(steps);
      if (!result.found()) {
        findings.add(finding(workId, (result.exhausted() ? "No order explains what its clients saw" : "Not decided within the bound of the search")
          + "; the longest explained " + result.longest() + " of " + steps.stream().filter(Step::certain).count()
          + " certain ones, stuck before: " + result.stuckAt() + "\n" + told(steps)));
      }
    });
    return findings;
  }

  private static String told(List<Step> steps) {
    return steps.stream().sorted(Comparator.comparingLong(Step::startNanos)).map(Step::told).collect(Collectors.joining("\n"));
  }
}
