package dev.troupe.gateway.http;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the node that starts the gateway knows about itself.
 *
 * @param ready what must hold before this node should be given calls
 * @param neededToForm whether the cluster cannot come about without this node, so that others must be able to find it although it is not
 *     ready; asked only until the node has been ready for the first time
 * @param maybeGivenUp whether the others may have given this node up without its knowing: what it remembers may be out of date then, so nobody is told it
 */
public record NodeHealth(List<ReadinessCheck> ready, Supplier<CompletionStage<Boolean>> neededToForm, BooleanSupplier maybeGivenUp) {
  public NodeHealth {
    ready = List.copyOf(ready);
  }
}
