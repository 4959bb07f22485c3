package dev.troupe.node.journal;

import java.sql.SQLException;

/** The other nodes have given this one up and what it had may be theirs by now, so it stores nothing any more. Surely not stored. */
final class NodeGivenUp extends SQLException {
  private static final long serialVersionUID = 1L;

  NodeGivenUp(String node) {
    super("Expected " + node + " to be a member of the cluster, but the others have given it up. Nothing was stored.");
  }
}
