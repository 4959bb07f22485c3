package dev.troupe.cli.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address. */
public final class FreePorts {
  /**
   * Those a system does not give to outgoing connections by itself (Linux gives 32,768 to 60,999, others begin above): a node that is started again a minute later still finds its own free.
   */
  private static final int FIRST = 18_000;
  private static final int END = 32_768;
  /** Draws for one port before it is said that there is none. */
  private static final int DRAWS = 1_000;

  private FreePorts() {
  }

  /**
   * So many different ports that were free a moment ago; another process may still take one first.
   *
   * @throws IOException when hardly one of them is free
   */
  public static List<Integer> pick(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int draws = 0; held.size() < count; draws++) {
        if (draws == DRAWS * count) {
          throw new IOException("Expected " + count + " free ports from " + FIRST + " to " + (END - 1) + ", but found " + held.size() + ".");
        }
        int port = ThreadLocalRandom.current().nextInt(FIRST, END);
        try {
          held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException taken) {
          // By somebody else or by this draw: the next one.
        }
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do: a port whose last connections are still in TIME_WAIT is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
