package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.IllegalUriException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Turns whatever an endpoint threw into a problem. */
final class ProblemHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);

  private ProblemHandlers() {}

  /** @param trace told with the fault, so that what the caller saw is found in the log */
  static HttpResponse ofFailure(Throwable thrown, Optional<Trace> trace) {
    Throwable failure = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    if (failure instanceof IllegalUriException) {
      return Problems.badRequest(400, "Expected a URI, but this one cannot be read.");
    }
    MDC.put("trace_id", trace.map(Trace::traceId).orElse("none"));
    try {
      LOG.error("A call failed by a fault of the gateway; its trace is {}.", MDC.get("trace_id"), failure);
    } finally {
      MDC.remove("trace_id");
    }
    return Problems.internal();
  }
}
