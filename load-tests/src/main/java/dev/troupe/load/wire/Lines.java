package dev.troupe.load.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** All lines of one load generator, spread over its nodes and over its few threads. */
public final class Lines implements AutoCloseable {

  private static final int CONNECT_MILLIS = 5_000;
  private static final long WATCH_MILLIS = 100;

  private final List<URI> nodes;
  private final Optional<String> key;
  private final MultiThreadIoEventLoopGroup threads;
  private final Bootstrap bootstrap;
  private final SslContext tls;
  private final List<Line> open = new ArrayList<>();
  private final List<Desk> desks = new ArrayList<>();

  /** One thread, and the lines that live on it; only that thread touches the list. */
  private record Desk(EventLoop thread, List<Line> lines) {
  }

  /** @param key the bearer key sent with every call */
  public Lines(List<URI> nodes, Optional<String> key) {
    this.nodes = List.copyOf(nodes);
    this.key = key;
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.threads = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("line", true), NioIoHandler.newFactory());
    this.bootstrap = new Bootstrap().channel(NioSocketChannel.class)
      .option(ChannelOption.TCP_NODELAY, true)
      .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    for (int number = 0; number < count; number++) {
      Desk desk = new Desk(threads.next(), new ArrayList<>());
      desks.add(desk);
      desk.thread().scheduleAtFixedRate(() -> desk.lines().forEach(Line::watch), WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }
    try {
      this.tls = nodes.stream().anyMatch(node -> "https".equals(node.getScheme())) ? SslContextBuilder.forClient().build() : null;
    } catch (SSLException cause) {
      throw new IllegalStateException("TLS is not to be had: " + cause.getMessage(), cause);
    }
  }

  /** @param number which of the nodes to begin with, counted from 0, modulo their number */
  public synchronized Line open(int number) {
    Desk desk = desks.get(number % desks.size());
    Line line = new Line(this, desk.thread(), number);
    open.add(line);
    desk.thread().execute(() -> desk.lines().add(line));
    return line;
  }

  List<URI> nodes() {
    return nodes;
  }

  Optional<String> key() {
    return key;
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }

  SslContext tls() {
    return tls;
  }

  /** Ends every connection; calls under way are answered as failed. */
  @Override
  public synchronized void close() {
    open.forEach(Line::hangUp);
    threads.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
