package dev.troupe.cli.client;

import java.net.URI;
import java.time.Duration;

/** Told about every call a client makes; runs on the client's threads, so it must be quick and thread-safe. */
public interface CallListener {

  CallListener SILENT = outcome -> { };

  void ended(Outcome outcome);

  /**
   * One call from its first attempt to its last.
   *
   * @param operation like {@code claim} or {@code complete}
   * @param node the node that answered last
   * @param took the whole time, repeats included
   * @param refused how long the service was unavailable to this call, until it succeeded or was given up: from the start of its first
   *     failing attempt; for a call that asked to wait for work, from that attempt's failure or the end of the time it asked for, whichever
   *     came first. Zero when the first attempt was answered
   * @param succeeded whether it was answered with 2xx
   */
  record Outcome(String operation, URI node, Duration took, Duration refused, boolean succeeded) {
  }
}
