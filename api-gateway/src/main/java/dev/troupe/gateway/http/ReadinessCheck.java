package dev.troupe.gateway.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One thing a node needs before it should be given calls. The node that starts the gateway says which there are. */
public interface ReadinessCheck {

  /** A short name, such as {@code journal}; stands in the answer of {@code /health/ready}. */
  String name();

  /**
   * Empty when all is well, else a sentence that says what is wrong. A stage that fails, or takes longer than the gateway's
   * {@code readiness-timeout}, counts as a failure.
   */
  CompletionStage<Optional<String>> failure();
}
