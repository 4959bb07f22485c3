package dev.troupe.gateway.http;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster as this node sees it.
 *
 * @param unreachable addresses of members this node, or one it hears from, cannot reach
 * @param version of this node
 */
record ClusterReport(List<MemberReport> members, Optional<String> leader, List<String> unreachable, String version) {

  record MemberReport(String address, List<String> roles, String status, String version) {}

  static ClusterReport of(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    CurrentClusterState state = cluster.state();
    List<MemberReport> members = new ArrayList<>();
    state.getMembers().forEach(member -> members.add(report(member)));
    Set<Member> unreachable = state.getUnreachable();
    return new ClusterReport(
        members.stream().sorted(Comparator.comparing(MemberReport::address)).toList(),
        Optional.ofNullable(state.getLeader()).map(Address::toString),
        unreachable.stream().map(member -> member.address().toString()).sorted().toList(),
        cluster.selfMember().appVersion().version());
  }

  int healthy() {
    return (int) members.stream().filter(this::isHealthy).count();
  }

  /** Those that cannot be reached, or are given up and not yet removed. */
  int gone() {
    return (int) members.stream().filter(member -> member.status().equals("down") || unreachable.contains(member.address())).count();
  }

  private boolean isHealthy(MemberReport member) {
    return member.status().equals("up") && !unreachable.contains(member.address());
  }

  private static MemberReport report(Member member) {
    MemberStatus status = member.status();
    return new MemberReport(
        member.address().toString(),
        member.getRoles().stream().filter(role -> !role.startsWith("dc-")).sorted().toList(),
        status.toString().toLowerCase(Locale.ROOT),
        member.appVersion().version());
  }
}
