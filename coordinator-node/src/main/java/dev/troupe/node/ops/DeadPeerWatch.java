package dev.troupe.node.ops;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
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
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Gives up a peer whose process is gone, without waiting for the failure detector and the split-brain resolver, which must be patient with
 * pauses and partitions. It connects to each peer's port now and then; a refusal, several times in a row and from a minority only
 * ({@link PeerDeaths}), means that the process is dead. Anything else, silence above all, is left to the resolver.
 */
public final class DeadPeerWatch extends AbstractBehavior<DeadPeerWatch.Message> {
  private static final int REFUSALS_NEEDED = 3;

  private final Duration period;
  private final Cluster cluster;
  private final Executor blocking;
  private final PeerDeaths<Address> deaths = new PeerDeaths<>(REFUSALS_NEEDED);
  private final Set<Address> givenUp = new HashSet<>();

  /** What it says to itself. */
  sealed interface Message {}

  private record LookAround() implements Message {}

  private record Looked(Set<Address> peers, Set<Address> refused) implements Message {}

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
    getContext().pipeToSelf(refusing(peers), (refused, failure) -> new Looked(peers, failure == null ? refused : Set.of()));
    return this;
  }

  private Behavior<Message> onLooked(Looked looked) {
    for (Address dead : deaths.after(looked.peers(), looked.refused())) {
      getContext().getLog().warn("Node {} refuses connections: its process is gone. Giving it up.", dead);
      givenUp.add(dead);
      PromptFailureDetector.isDead(dead);
      cluster.manager().tell(new Down(dead));
    }
    getContext().scheduleOnce(period, getContext().getSelf(), new LookAround());
    return this;
  }

  private CompletionStage<Set<Address>> refusing(Set<Address> peers) {
    Set<Address> refused = java.util.concurrent.ConcurrentHashMap.newKeySet();
    CompletableFuture<?>[] looks =
        peers.stream()
            .map(
                peer ->
                    CompletableFuture.runAsync(
                        () -> {
                          if (refuses(peer)) {
                            refused.add(peer);
                          }
                        },
                        blocking))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(looks).thenApply(done -> Set.copyOf(refused));
  }

  private boolean refuses(Address peer) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(peer.getHost().orElseThrow(), peer.getPort().orElseThrow()), (int) period.toMillis());
      return false;
    } catch (ConnectException refusal) {
      return true;
    } catch (IOException silence) {
      return false;
    }
  }
}
