package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.MethodRejection;
import akka.http.javadsl.server.Rejection;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.IllegalUriException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Turns whatever no route answered, and whatever a route threw, into a problem. */
final class ProblemHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);

  private ProblemHandlers() {}

  static RejectionHandler rejections() {
    return RejectionHandler.newBuilder()
        .handleAll(MethodRejection.class, rejections -> Directives.complete(methodNotAllowed(rejections)))
        .handle(Rejection.class, rejection -> Directives.complete(unforeseen(rejection)))
        .handleNotFound(Directives.complete(Problems.noSuchPath()))
        .build();
  }

  static ExceptionHandler exceptions() {
    return ExceptionHandler.newBuilder().matchAny(
            failure -> Directives.extractRequest(request -> Directives.complete(ofFailure(failure, request.getAttribute(Trace.KEY)))))
        .build();
  }

  static Route seal(Route route) {
    return route.seal(rejections(), exceptions());
  }

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

  private static HttpResponse methodNotAllowed(List<MethodRejection> rejections) {
    return Problems.methodNotAllowed(rejections.stream().map(each -> each.supported().value()).distinct().sorted().toList());
  }

  private static HttpResponse unforeseen(Rejection rejection) {
    LOG.warn("A call was rejected for a reason no route foresees: {}", rejection);
    return Problems.badRequest(400, "Expected a call of this service, but it is of another shape.");
  }
}
