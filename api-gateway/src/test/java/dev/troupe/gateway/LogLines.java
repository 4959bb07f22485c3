package dev.troupe.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged at WARN and above while it is open, by anyone. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  /** @param text the message, with what was thrown */
  public record Line(Level level, String text) {}

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  public static LogLines watch() {
    LogLines watching = new LogLines();
    watching.start();
    watching.root.addAppender(watching);
    return watching;
  }

  public List<Line> saying(String part) {
    return lines.stream().filter(line -> line.text().contains(part)).toList();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      String thrown = event.getThrowableProxy() == null ? "" : " " + event.getThrowableProxy().getClassName() + ": " + event.getThrowableProxy().getMessage();
      lines.add(new Line(event.getLevel(), event.getFormattedMessage() + thrown));
    }
  }

  @Override
  public void close() {
    root.detachAppender(this);
  }
}
