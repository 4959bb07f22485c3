package dev.troupe.node.work;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where items live, as far as known, and the clerk that is there. It may be wrong for a while after shards have moved: whoever is asked in error reaches the
 * item all the same, by a longer way.
 */
final class Homes {
  private final Address here;
  private final HashCodeMessageExtractor<WorkCommand> shards;
  private Map<Address, ActorRef<WorkBatch>> clerks = Map.of();
  private Map<String, Address> homes = Map.of();

  Homes(Address here, int numberOfShards) {
    this.here = here;
    this.shards = new HashCodeMessageExtractor<>(numberOfShards);
  }

  void clerks(Set<ActorRef<WorkBatch>> all) {
    Map<Address, ActorRef<WorkBatch>> next = new HashMap<>();
    all.stream().filter(clerk -> clerk.path().address().hasGlobalScope()).forEach(clerk -> next.put(clerk.path().address(), clerk));
    clerks = next;
  }

  void told(ClusterShardingStats stats) {
    Map<String, Address> next = new HashMap<>();
    stats.getRegions().forEach((home, region) -> region.getStats().keySet().forEach(shard -> next.put(shard, home)));
    homes = next;
  }

  /** The other node's clerk; empty for what lives here or nobody knows where. */
  Optional<ActorRef<WorkBatch>> elsewhere(WorkId work) {
    Address home = homes.get(shards.shardId(work.value()));
    return home == null || home.equals(here) ? Optional.empty() : Optional.ofNullable(clerks.get(home));
  }
}
