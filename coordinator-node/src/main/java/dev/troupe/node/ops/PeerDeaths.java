package dev.troupe.node.ops;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides, from refused connections, which peers are dead. A host that answers "connection refused" on a node's port is there and the process is
 * not; but a firewall that rejects looks the same. So nobody is called dead while those who refuse are not a minority of the cluster: the
 * side of a partition that sees only a few left never gives up on the many.
 *
 * @param <P> what names a peer
 */
final class PeerDeaths<P> {
  private final int refusalsNeeded;
  private final Map<P, Integer> refusals = new HashMap<>();

  /** @param refusalsNeeded refusals in a row, 1 or more */
  PeerDeaths(int refusalsNeeded) {
    this.refusalsNeeded = refusalsNeeded;
  }

  /**
   * One round of looks at every peer.
   *
   * @param peers all other members
   * @param refused those among them that refused a connection
   * @return those to be given up
   */
  Set<P> after(Set<P> peers, Set<P> refused) {
    refusals.keySet().retainAll(refused);
    refused.forEach(peer -> refusals.merge(peer, 1, Integer::sum));
    Set<P> dead = new HashSet<>();
    refusals.forEach(
        (peer, count) -> {
          if (count >= refusalsNeeded && peers.contains(peer)) {
            dead.add(peer);
          }
        });
    boolean minority = 2 * dead.size() < peers.size() + 1;
    return minority ? dead : Set.of();
  }
}
