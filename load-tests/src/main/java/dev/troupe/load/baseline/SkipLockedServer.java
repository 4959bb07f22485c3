package dev.troupe.load.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.troupe.cli.client.Json;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** HTTP in front of {@link SkipLockedRoutes}, on loopback: one connection, one call at a time, in order, as HTTP/1.1 clients without pipelining use it. */
public final class SkipLockedServer implements AutoCloseable {

  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private final SkipLockedStore store;
  private final SkipLockedRoutes routes;
  private final MultiThreadIoEventLoopGroup threads = new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
  private final Channel channel;

  /** @param schema where the tables are, made if missing */
  public SkipLockedServer(String url, String user, String password, String schema, int connections) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      SkipLockedStore.create(connection, schema);
    }
    store = new SkipLockedStore(url, user, password, schema, connections);
    routes = new SkipLockedRoutes(store, connections);
    channel = new ServerBootstrap().group(threads).channel(NioServerSocketChannel.class)
      .option(ChannelOption.SO_BACKLOG, 4_096).childOption(ChannelOption.TCP_NODELAY, true)
      .childHandler(new ChannelInitializer<Channel>() {
        @Override
        protected void initChannel(Channel fresh) {
          fresh.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(MOST_BYTES), new Handler());
        }
      }).bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
  }

  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    routes.close();
    threads.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    store.close();
  }

  private final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      byte[] body = new byte[request.content().readableBytes()];
      request.content().readBytes(body);
      routes.serve(new SkipLockedRoutes.Asked(request.method().name(), request.uri(), body, (status, answer) -> context.writeAndFlush(response(status, answer))));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    private FullHttpResponse response(int status, Object answer) {
      try {
        ByteBuf json = Unpooled.wrappedBuffer(Json.mapper().writeValueAsBytes(answer));
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), json);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json").setInt(HttpHeaderNames.CONTENT_LENGTH, json.readableBytes());
        return response;
      } catch (JsonProcessingException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
  }
}
