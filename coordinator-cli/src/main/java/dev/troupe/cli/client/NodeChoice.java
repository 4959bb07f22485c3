package dev.troupe.cli.client;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The node a client talks to: the same one until it fails, then the next of the list. */
final class NodeChoice {

  private final List<URI> nodes;
  private final AtomicInteger index;

  NodeChoice(List<URI> nodes, int first) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("Expected at least one node to talk to");
    }
    this.nodes = List.copyOf(nodes);
    this.index = new AtomicInteger(Math.floorMod(first, nodes.size()));
  }

  URI current() {
    return nodes.get(index.get());
  }

  int count() {
    return nodes.size();
  }

  /** Several calls may fail on the same node at once: only the first of them moves on. */
  void moveOnFrom(URI failed) {
    int at = index.get();
    if (nodes.get(at).equals(failed)) {
      index.compareAndSet(at, (at + 1) % nodes.size());
    }
  }
}
