package dev.troupe.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class PromptFailureDetectorTest {
  private static final Address PEER = new Address("akka", "troupe", "10.0.0.1", 25520);
  private static final Address OTHER = new Address("akka", "troupe", "10.0.0.2", 25520);

  @Test
  void takesTheWordOfTheWatchForTheOnePeer() {
    PromptFailureDetector ofPeer = detector(PEER);
    PromptFailureDetector ofOther = detector(OTHER);
    assertThat(ofPeer.isAvailable()).isTrue();
    PromptFailureDetector.isDead(PEER);
    assertThat(ofPeer.isAvailable()).isFalse();
    assertThat(ofOther.isAvailable()).isTrue();
    PromptFailureDetector.isGone(PEER);
    assertThat(ofPeer.isAvailable()).isTrue();
  }

  /** As the registry of cluster members makes it, heard of just now. */
  private static PromptFailureDetector detector(Address peer) {
    Config config = ConfigFactory.load().getConfig("akka.cluster.failure-detector");
    PromptFailureDetector detector = new PromptFailureDetector(config, null);
    detector.address_$eq(peer.toString());
    detector.heartbeat();
    return detector;
  }
}
