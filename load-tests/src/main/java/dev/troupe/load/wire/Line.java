package dev.troupe.load.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One agent's connection: one call at a time, kept open between calls, made anew when it is lost.
 *
 * <p>All its methods but {@link #hangUp} are to be called on its own thread; {@link #execute} gets there.
 */
public final class Line {

  private final Lines lines;
  private final EventLoop thread;
  private int node;
  private Channel channel;
  private Request pending;
  private Consumer<Answer> waiting;
  private long deadlineNanos;

  Line(Lines lines, EventLoop thread, int number) {
    this.lines = lines;
    this.thread = thread;
    this.node = Math.floorMod(number, lines.nodes().size());
  }

  public void execute(Runnable task) {
    thread.execute(task);
  }

  public void after(long millis, Runnable task) {
    thread.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  public boolean isFree() {
    return waiting == null;
  }

  /** Where the next call goes. */
  public URI target() {
    return lines.nodes().get(node);
  }

  /**
   * Sends, and tells the answer on this line's thread; a lost connection or a passed deadline is an answer too. A call is never
   * repeated here: whether it may be is for the caller to know.
   */
  public void call(Request request, Consumer<Answer> then) {
    if (waiting != null) {
      throw new IllegalStateException("Expected a free line, but it waits for " + pending.path());
    }
    pending = request;
    waiting = then;
    deadlineNanos = System.nanoTime() + request.patience().toNanos();
    if (channel != null && channel.isActive()) {
      send();
    } else {
      connect();
    }
  }

  /** Drops the connection, as an agent does that vanishes; a call under way is answered as failed. From any thread. */
  public void hangUp() {
    thread.execute(() -> {
      if (channel != null) {
        channel.close();
      }
      ended("hung up");
    });
  }

  /** The connection has brought an answer. */
  void answered(Channel from, Answer answer, boolean stays) {
    if (from != channel) {
      return;
    }
    if (!stays) {
      channel.close();
      channel = null;
    }
    finish(answer);
  }

  void lost(Channel which, String why) {
    if (which == channel) {
      channel = null;
      ended(why);
    }
  }

  /** Ends a call that has waited too long. */
  void watch() {
    if (waiting != null && System.nanoTime() - deadlineNanos > 0) {
      if (channel != null) {
        channel.close();
        channel = null;
      }
      ended("no answer within " + pending.patience().toMillis() + " ms");
    }
  }

  private void connect() {
    URI target = target();
    int port = target.getPort() > 0 ? target.getPort() : "https".equals(target.getScheme()) ? 443 : 80;
    ChannelFuture connecting = lines.bootstrap().clone(thread).handler(new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel fresh) {
        if ("https".equals(target.getScheme())) {
          fresh.pipeline().addLast(lines.tls().newHandler(fresh.alloc(), target.getHost(), port));
        }
        fresh.pipeline().addLast(new AnswerReader(Line.this));
      }
    }).connect(target.getHost(), port);
    channel = connecting.channel();
    connecting.addListener(done -> {
      if (connecting.channel() != channel) {
        connecting.channel().close();
      } else if (done.isSuccess()) {
        send();
      } else {
        channel = null;
        node = (node + 1) % lines.nodes().size();
        ended("could not connect to " + target + ": " + done.cause().getMessage());
      }
    });
  }

  private void send() {
    if (pending == null) {
      return;
    }
    Channel over = channel;
    over.writeAndFlush(bytes(pending)).addListener(sent -> {
      if (!sent.isSuccess()) {
        lost(over, "could not send: " + sent.cause().getMessage());
      }
    });
  }

  private ByteBuf bytes(Request request) {
    ByteBuf out = channel.alloc().buffer(512);
    StringBuilder head = new StringBuilder(256).append(request.method()).append(' ').append(request.path())
      .append(" HTTP/1.1\r\nHost: ").append(target().getAuthority()).append("\r\nAccept: application/json\r\n");
    lines.key().ifPresent(key -> head.append("Authorization: Bearer ").append(key).append("\r\n"));
    if (request.key() != null) {
      head.append("Idempotency-Key: ").append(request.key()).append("\r\n");
    }
    byte[] body = request.body() == null ? null : request.body().getBytes(StandardCharsets.UTF_8);
    if (body != null) {
      head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length).append("\r\n");
    }
    ByteBufUtil.writeAscii(out, head.append("\r\n"));
    if (body != null) {
      out.writeBytes(body);
    }
    return out;
  }

  private void ended(String why) {
    if (waiting != null) {
      finish(Answer.none(why));
    }
  }

  private void finish(Answer answer) {
    Consumer<Answer> then = waiting;
    waiting = null;
    pending = null;
    if (then != null) {
      then.accept(answer);
    }
  }
}
