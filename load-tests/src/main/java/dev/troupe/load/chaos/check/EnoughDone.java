package dev.troupe.load.chaos.check;

import dev.troupe.load.chaos.history.Operation;
import java.util.List;

/** A run in which nothing was accepted breaks no promise either; so it must have done something. */
final class EnoughDone implements Check {

  @Override
  public String name() {
    return "enough-done";
  }

  @Override
  public String promise() {
    return "The whole makes progress: enough items were completed, and work was claimed after the healing.";
  }

  @Override
  public List<Finding> findings(Evidence evidence) {
    long completed = evidence.journal().stream().filter(event -> event.is("work.completed")).count();
    boolean claimedAfterwards = evidence.operations().stream().anyMatch(operation -> operation.action().isClaim() && operation.isOk()
      && !operation.leases().isEmpty() && operation.startNanos() > evidence.limits().healedNanos());
    if (completed < evidence.limits().leastCompleted()) {
      return List.of(finding("run", "Expected at least " + evidence.limits().leastCompleted() + " completed items, but there are " + completed + " after "
        + evidence.operations().stream().filter(Operation::isOk).count() + " accepted calls of " + evidence.operations().size()));
    }
    return claimedAfterwards ? List.of() : List.of(finding("run", "Expected a claim that gave work after the last fault was healed, but there is none"));
  }
}
