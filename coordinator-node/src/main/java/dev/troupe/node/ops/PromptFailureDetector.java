package dev.troupe.node.ops;

import akka.actor.Address;
import akka.event.EventStream;
import akka.remote.PhiAccrualFailureDetector;
import com.typesafe.config.Config;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Akka's failure detector, which also takes the word of {@link DeadPeerWatch}: a member that was given up leaves the cluster only once it is unreachable as well, and by silence alone that takes a second
 * or two more. Named by {@code akka.cluster.failure-detector.implementation-class}.
 */
public final class PromptFailureDetector extends PhiAccrualFailureDetector {
  /** Of the process, not of an actor system: Akka makes one detector for each peer and tells it nothing but its peer's address. */
  private static final Set<String> DEAD = ConcurrentHashMap.newKeySet();

  /** As Akka makes it. */
  public PromptFailureDetector(Config config, EventStream events) {
    super(config, events);
  }

  static void isDead(Address peer) {
    DEAD.add(peer.toString());
  }

  /** Its address is free for another process. */
  static void isGone(Address peer) {
    DEAD.remove(peer.toString());
  }

  @Override
  public boolean isAvailable() {
    return super.isAvailable() && !DEAD.contains(address());
  }
}
