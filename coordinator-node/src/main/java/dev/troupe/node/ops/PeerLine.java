package dev.troupe.node.ops;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/**
 * A connection on which nothing is said. Its other end is closed by the operating system when the peer's process ends, however it ends; nothing is heard when the host or the network does.
 * To look whether it is open costs one call of the system and nothing of the peer, where a new connection costs both sides about a thousand times as much.
 */
final class PeerLine implements AutoCloseable {
  /** Below the time after which a firewall or a balancer forgets a connection, which would then end unheard. */
  private static final int KEEP_ALIVE_AFTER_SECONDS = 30;

  private final SocketChannel channel;
  private final ByteBuffer unread = ByteBuffer.allocate(256);

  private PeerLine(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * What came of a call: a line, a refusal (the host is there and nobody listens), or neither (silence).
   *
   * @param line empty when there is none
   */
  record Call(Optional<PeerLine> line, boolean isRefused) {}

  /** Blocks until it is known, for {@code patience} (1 ms and more) at most. */
  static Call call(InetSocketAddress peer, Duration patience) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      channel.socket().connect(peer, (int) patience.toMillis());
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_AFTER_SECONDS);
      }
      return new Call(Optional.of(new PeerLine(channel)), false);
    } catch (ConnectException refusal) {
      close(channel);
      return new Call(Optional.empty(), true);
    } catch (IOException silence) {
      close(channel);
      return new Call(Optional.empty(), false);
    }
  }

  /** Does not block. What the peer says, though it has nothing to say, is thrown away. */
  boolean isOpen() {
    try {
      return channel.read(unread.clear()) >= 0;
    } catch (IOException reset) {
      return false;
    }
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException alreadyGone) {
        // Nothing is left to be closed.
      }
    }
  }
}
