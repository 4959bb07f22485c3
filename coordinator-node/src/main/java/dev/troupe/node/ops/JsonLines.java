package dev.troupe.node.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * One JSON object a line, for collectors: {@code time, level, logger, thread, message}, {@code trace_id} and what else stands in the MDC under names of
 * our own, and {@code exception}. logback.xml chooses it with {@code TROUPE_LOG_FORMAT=json}.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Of each exception in the chain; whoever needs more has the place it was thrown at. */
  private static final int FRAMES = 20;

  private static final int CAUSES = 5;

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator to = JSON.createGenerator(line)) {
      to.writeStartObject();
      to.writeStringField("time", TIME.format(event.getInstant()));
      to.writeStringField("level", event.getLevel().toString());
      to.writeStringField("logger", event.getLoggerName());
      to.writeStringField("thread", event.getThreadName());
      to.writeStringField("message", event.getFormattedMessage());
      for (Map.Entry<String, String> each : event.getMDCPropertyMap().entrySet()) {
        // Akka puts the actor's source and time there; the logger says as much.
        if (!each.getKey().startsWith("akka") && !each.getKey().equals("sourceThread")) {
          to.writeStringField(each.getKey(), each.getValue());
        }
      }
      if (event.getThrowableProxy() != null) {
        to.writeStringField("exception", text(event.getThrowableProxy()));
      }
      to.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static String text(IThrowableProxy thrown) {
    StringBuilder text = new StringBuilder();
    int causes = 0;
    for (IThrowableProxy each = thrown; each != null && causes < CAUSES; each = each.getCause()) {
      text.append(causes++ == 0 ? "" : "\nCaused by: ").append(each.getClassName()).append(": ").append(each.getMessage());
      StackTraceElementProxy[] frames = each.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        text.append("\n\t").append(frames[i].getSTEAsString());
      }
    }
    return text.toString();
  }
}
