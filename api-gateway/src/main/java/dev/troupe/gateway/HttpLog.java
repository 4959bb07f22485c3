package dev.troupe.gateway;

import akka.event.LoggingAdapter;
import dev.troupe.gateway.events.SlowReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Akka HTTP says of single connections. A reader that is too slow is cut off on purpose: that is told in one line, and is no fault of the service. */
final class HttpLog implements LoggingAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpLog.class);

  @Override
  public boolean isErrorEnabled() {
    return LOG.isErrorEnabled();
  }

  @Override
  public boolean isWarningEnabled() {
    return LOG.isWarnEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return LOG.isInfoEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public void notifyError(String message) {
    LOG.error(message);
  }

  @Override
  public void notifyError(Throwable cause, String message) {
    if (cause instanceof SlowReader) {
      LOG.warn(cause.getMessage());
    } else {
      LOG.error(message, cause);
    }
  }

  @Override
  public void notifyWarning(String message) {
    LOG.warn(message);
  }

  @Override
  public void notifyInfo(String message) {
    LOG.info(message);
  }

  @Override
  public void notifyDebug(String message) {
    LOG.debug(message);
  }
}
