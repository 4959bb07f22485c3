package dev.troupe.node.ops;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Gives up a peer whose process is gone, without waiting for the failure detector and the split-brain resolver, which must be patient with
 * pauses and partitions. It holds a connection open to each peer's port ({@link PeerLine}), which ends with the process. While a peer has none, or the failure detector doubts it, it is
 * called anew in each round; a refusal, several times in a row and from a minority only ({@link PeerDeaths}), means that the process is dead. Anything else, silence above all, is left to
 * the resolver.
 */
public final class DeadPeerWatch extends AbstractBehavior<DeadPeerWatch.Message> {
  private static final int REFUSALS_NEEDED = 3;

  private final Duration period;
  private final Cluster cluster;
  private final Executor blocking;
  private final PeerDeaths<Address> deaths = new PeerDeaths<>(REFUSALS_NEEDED);
  private final Map<Address, PeerLine> lines = new HashMap<>();
  private final Set<Address> givenUp = new HashSet<>();

  /** What it says to itself. */
  sealed interface Message {}

  private record LookAround() implements Message {}

  /** @param called those without a good line */
  private record Looked(Set<Address> peers, Map<Address, PeerLine.Call> called) implements Message {}

  /** Starts it on this node, unless {@code troupe.cluster.dead-peer-check} is zero. */
  public static void start(ActorSystem<?> system) {
    Config config = system.settings().config();
    Duration period = config.getDuration("troupe.cluster.dead-peer-check");
    if (!period.isZero()) {
      system.systemActorOf(
          Behaviors.<Message>setup(context -> new DeadPeerWatch(context, period)), "dead-peer-watch", Props.empty());
    }
  }

  private DeadPeerWatch(ActorContext<Message> context, Duration period) {
    super(context);
    this.period = period;
    this.cluster = Cluster.get(context.getSystem());
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    context.scheduleOnce(period, context.getSelf(), new LookAround());
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(LookAround.class, look -> onLookAround())
        .onMessage(Looked.class, this::onLooked)
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<Message> onLookAround() {
    Set<Address> peers = new HashSet<>();
    Set<Address> members = new HashSet<>();
    for (Member member : cluster.state().getMembers()) {
      members.add(member.address());
      boolean settled = member.status().equals(MemberStatus.up()) || member.status().equals(MemberStatus.weaklyUp());
      if (settled && !member.address().equals(cluster.selfMember().address())) {
        peers.add(member.address());
      }
    }
    givenUp.stream().filter(peer -> !members.contains(peer)).forEach(PromptFailureDetector::isGone);
    givenUp.retainAll(members);
    hangUp(peers);
    Set<Address> toCall = new HashSet<>(peers);
    toCall.removeAll(lines.keySet());
    if (toCall.isEmpty()) {
      return onLooked(new Looked(peers, Map.of()));
    }
    getContext().pipeToSelf(call(toCall), (called, failure) -> new Looked(peers, failure == null ? called : Map.of()));
    return this;
  }

  /** Lines that ended, that no peer needs, and those to doubted peers: a host that was cut off ends none, and may be back without the process. */
  private void hangUp(Set<Address> peers) {
    Set<Address> doubted = new HashSet<>();
    cluster.state().getUnreachable().forEach(member -> doubted.add(member.address()));
    lines
        .entrySet()
        .removeIf(
            line -> {
              boolean good = peers.contains(line.getKey()) && !doubted.contains(line.getKey()) && line.getValue().isOpen();
              if (!good) {
                line.getValue().close();
              }
              return !good;
            });
  }

  private Behavior<Message> onLooked(Looked looked) {
    Set<Address> refused = new HashSet<>();
    looked
        .called()
        .forEach(
            (peer, call) -> {
              call.line().ifPresent(line -> lines.put(peer, line));
              if (call.isRefused()) {
                refused.add(peer);
              }
            });
    for (Address dead : deaths.after(looked.peers(), refused)) {
      getContext().getLog().warn("Node {} refuses connections: its process is gone. Giving it up.", dead);
      givenUp.add(dead);
      PromptFailureDetector.isDead(dead);
      cluster.manager().tell(new Down(dead));
    }
    getContext().scheduleOnce(period, getContext().getSelf(), new LookAround());
    return this;
  }

  private Behavior<Message> onStopped() {
    lines.values().forEach(PeerLine::close);
    return this;
  }

  private CompletionStage<Map<Address, PeerLine.Call>> call(Set<Address> peers) {
    Map<Address, CompletableFuture<PeerLine.Call>> calls = new HashMap<>();
    peers.forEach(peer -> calls.put(peer, CompletableFuture.supplyAsync(() -> PeerLine.call(socket(peer), period), blocking)));
    return CompletableFuture.allOf(calls.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              Map<Address, PeerLine.Call> called = new HashMap<>();
              calls.forEach((peer, call) -> called.put(peer, call.join()));
              return called;
            });
  }

  private static InetSocketAddress socket(Address peer) {
    return new InetSocketAddress(peer.getHost().orElseThrow(), peer.getPort().orElseThrow());
  }
}
