package dev.troupe.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PeerLineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Test
  void staysOpenWhateverThePeerSaysAndEndsWithIt() throws IOException {
    try (ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        PeerLine line = call(peer).line().orElseThrow()) {
      try (Socket accepted = peer.accept()) {
        assertThat(line.isOpen()).isTrue();
        accepted.getOutputStream().write(new byte[100]);
        assertThat(line.isOpen()).isTrue();
      }
      assertEnds(line);
    }
  }

  /** As when the process is killed before it came to accept. */
  @Test
  void endsWithAPeerThatNeverAccepted() throws IOException {
    ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    try (PeerLine line = call(peer).line().orElseThrow()) {
      assertThat(line.isOpen()).isTrue();
      peer.close();
      assertEnds(line);
    }
  }

  @Test
  void tellsARefusalFromSilence() throws IOException {
    ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    gone.close();
    PeerLine.Call refused = call(gone);
    assertThat(refused.isRefused()).isTrue();
    assertThat(refused.line()).isEmpty();

    PeerLine.Call unknown = PeerLine.call(InetSocketAddress.createUnresolved("no-such-host.invalid", 1), PATIENCE);
    assertThat(unknown.isRefused()).isFalse();
    assertThat(unknown.line()).isEmpty();
  }

  private static PeerLine.Call call(ServerSocket peer) {
    return PeerLine.call((InetSocketAddress) peer.getLocalSocketAddress(), PATIENCE);
  }

  /** The test's time-out is the bound. */
  private static void assertEnds(PeerLine line) {
    while (line.isOpen()) {
      Thread.onSpinWait();
    }
    assertThat(line.isOpen()).isFalse();
  }
}
