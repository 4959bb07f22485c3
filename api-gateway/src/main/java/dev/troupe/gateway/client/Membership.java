package dev.troupe.gateway.client;

import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.time.Duration;
import java.util.Optional;

/** How this node stands in its cluster, told to callers who are refused for it: a node that is cut off from the others says so. */
public final class Membership {
  private final Cluster cluster;

  public Membership(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
  }

  /** {@code UNAVAILABLE} while this node belongs to no cluster, before it found the others or after they gave it up; nothing can be asked then. */
  public Optional<Refusal> refusal() {
    MemberStatus status = cluster.selfMember().status();
    return status.equals(MemberStatus.removed()) || status.equals(MemberStatus.joining())
        ? Optional.of(
            Refusal.of(Code.UNAVAILABLE, "Expected this node to be a member of the cluster, but it looks for the others. Nothing was done; ask another node."))
        : Optional.empty();
  }

  /**
   * For a question that was not answered in time.
   *
   * @param who was asked
   * @param code {@code OUTCOME_UNKNOWN} when it may have been done all the same
   */
  Refusal late(Code code, String who, Duration timeout) {
    CurrentClusterState state = cluster.state();
    String detail = "Expected " + who + " to answer within " + timeout.toMillis() + " ms, but it did not. ";
    String repeat = code == Code.OUTCOME_UNKNOWN ? "It may have been done: repeat it with the same key." : "Ask again.";
    return Refusal.of(code, detail + view(state.members().size(), state.getUnreachable().size()) + repeat);
  }

  /** Why that may be, as far as this node sees; empty when it sees every member. */
  static String view(int members, int unreachable) {
    int reached = members - unreachable;
    if (unreachable == 0) {
      return "";
    }
    return 2 * reached > members
        ? "This node cannot reach " + unreachable + " of " + members + " members; what they had moves to the others. "
        : "This node reaches only " + reached + " of " + members + " members and may be cut off: another node may know more. ";
  }
}
