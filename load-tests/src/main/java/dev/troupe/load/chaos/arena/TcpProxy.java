package dev.troupe.load.chaos.arena;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Stands before a server and, on demand, holds back, delays or loses what passes. Its target may move. */
public final class TcpProxy implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int BUFFER = 16 * 1024;

  private final ServerSocket server;
  private final Supplier<InetSocketAddress> target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private final Random random;
  private volatile boolean frozen;
  private volatile boolean closed;
  private volatile long delayMillis;
  private volatile double lostAnswers;

  /** @param host the address to listen on; the port is a free one */
  public TcpProxy(String host, Supplier<InetSocketAddress> target, long seed) throws IOException {
    this.server = new ServerSocket(0, 512, InetAddress.getByName(host));
    this.target = target;
    this.random = new Random(seed);
    daemon("proxy-accept", this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Nothing passes any more, in either direction, and no connection breaks: as behind a firewall that drops. What waits passes after {@link #heal}. */
  public void freeze() {
    frozen = true;
  }

  /** Each piece that passes is held for so long, in both directions. */
  public void delay(Duration delay) {
    delayMillis = delay.toMillis();
  }

  /** This share of the answers, 0 to 1, is cut off: the request is through, the connection breaks, the answer never comes. */
  public void loseAnswers(double share) {
    lostAnswers = share;
  }

  public void heal() {
    delayMillis = 0;
    lostAnswers = 0;
    synchronized (gate) {
      frozen = false;
      gate.notifyAll();
    }
  }

  /** Breaks every connection there is. */
  public void cutAll() {
    open.forEach(TcpProxy::closeQuietly);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    heal();
    cutAll();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        open.add(client);
        daemon("proxy", () -> connect(client));
      } catch (IOException over) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    Socket onward = new Socket();
    open.add(onward);
    try {
      awaitThaw();
      onward.connect(target.get(), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      onward.setTcpNoDelay(true);
      daemon("proxy", () -> pump(onward, client, true));
      pump(client, onward, false);
    } catch (IOException | InterruptedException unreachable) {
      end(client, onward);
    }
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (delayMillis > 0) {
          Thread.sleep(delayMillis);
        }
        awaitThaw();
        if (answers && isLost()) {
          break;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException | InterruptedException broken) {
      return;  // both ends are told by the end of their connection
    } finally {
      end(from, to);
    }
  }

  private boolean isLost() {
    double share = lostAnswers;
    if (share == 0) {
      return false;
    }
    synchronized (random) {
      return random.nextDouble() < share;
    }
  }

  private void awaitThaw() throws InterruptedException {
    if (frozen) {
      synchronized (gate) {
        while (frozen && !closed) {
          gate.wait();
        }
      }
    }
  }

  private void end(Socket one, Socket other) {
    open.remove(one);
    open.remove(other);
    closeQuietly(one);
    closeQuietly(other);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is closed either way.
      return;
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 128 * 1024);
    thread.setDaemon(true);
    thread.start();
  }
}
