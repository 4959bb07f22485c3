package dev.troupe.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import dev.troupe.gateway.http.ReadinessCheck;
import dev.troupe.node.journal.JournalDatabase;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What must hold before a node is given calls: it is a member, entities answer it, and its journal answers. */
final class Readiness {
  /** An item nobody adds; asking for it goes all the way to a shard and to the journal. */
  private static final String PROBE = "~readiness";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Readiness() {}

  static List<ReadinessCheck> checks(ActorSystem<?> system, boolean hasJournal) {
    List<ReadinessCheck> checks = new ArrayList<>();
    checks.add(check("member", () -> CompletableFuture.completedFuture(member(system))));
    checks.add(check("shards", () -> shards(system)));
    if (hasJournal) {
      checks.add(check("journal", () -> journal(system)));
    }
    return checks;
  }

  private static Optional<String> member(ActorSystem<?> system) {
    MemberStatus status = Cluster.get(system).selfMember().status();
    return status.equals(MemberStatus.up()) ? Optional.empty() : Optional.of("Expected this member to be Up, but it is " + status + ".");
  }

  private static CompletionStage<Optional<String>> shards(ActorSystem<?> system) {
    if (!Cluster.get(system).selfMember().status().equals(MemberStatus.up())) {
      return CompletableFuture.completedFuture(Optional.of("Expected shards to answer, but this node is not a member yet."));
    }
    return ClusterSharding.get(system)
        .entityRefFor(WorkCommand.TYPE_KEY, PROBE)
        .<WorkReply>ask(WorkCommand.Get::new, PATIENCE)
        .handle((reply, failure) -> failure == null ? Optional.empty() : Optional.of("Expected a shard to answer, but none did in time."));
  }

  private static CompletionStage<Optional<String>> journal(ActorSystem<?> system) {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    return CompletableFuture.supplyAsync(() -> JournalDatabase.get(system).silence(PATIENCE), blocking);
  }

  private static ReadinessCheck check(String name, Supplier<CompletionStage<Optional<String>>> look) {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletionStage<Optional<String>> failure() {
        return look.get();
      }
    };
  }
}
