package dev.troupe.load.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Puts answers together from what arrives. Informational answers (1xx) are passed over. */
final class AnswerReader extends HttpResponseDecoder {

  private final Line line;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
  private HttpResponse head;

  AnswerReader(Line line) {
    this.line = line;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
    super.decode(context, in, out);
    for (Object part : out) {
      take(context, part);
    }
    out.clear();
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
    super.decodeLast(context, in, out);
    for (Object part : out) {
      take(context, part);
    }
    out.clear();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    line.lost(context.channel(), "the connection was closed");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    line.lost(context.channel(), String.valueOf(cause.getMessage()));
    context.close();
  }

  private void take(ChannelHandlerContext context, Object part) throws Exception {
    if (part instanceof HttpResponse response) {
      head = response;
      body.reset();
    }
    if (part instanceof HttpContent content) {
      ByteBuf bytes = content.content();
      bytes.readBytes(body, bytes.readableBytes());
      content.release();
      if (part instanceof LastHttpContent && head.status().code() >= 200) {
        HttpResponse done = head;
        line.answered(context.channel(), new Answer(done.status().code(), body.toByteArray(), retryAfter(done), null), HttpUtil.isKeepAlive(done));
      }
    }
  }

  private static int retryAfter(HttpResponse response) {
    String value = response.headers().get(HttpHeaderNames.RETRY_AFTER);
    try {
      return value == null ? -1 : Integer.parseInt(value.trim());
    } catch (NumberFormatException date) {
      return -1;
    }
  }
}
