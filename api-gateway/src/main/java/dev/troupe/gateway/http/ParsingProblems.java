package dev.troupe.gateway.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers requests that break HTTP itself (an illegal target, a header without end) before any route sees them. Akka HTTP makes it from
 * its class name and looks for a Scala object, hence the name of the field.
 */
public final class ParsingProblems extends ParsingErrorHandler {
  public static final ParsingProblems MODULE$ = new ParsingProblems();

  private ParsingProblems() {}

  @Override
  public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    log.debug("A request breaks HTTP: {}", error.formatPretty());
    return Problems.badRequest(status.intValue(), "Expected an HTTP request, but: " + error.summary());
  }
}
