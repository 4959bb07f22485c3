package dev.troupe.gateway.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.Refusal.Violation;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * The only code that knows which refusal has which status. Answers are problem details (RFC 9457) with a stable {@code code}; those a
 * client may simply try again carry {@code Retry-After}.
 */
final class Problems {
  static final ContentType TYPE =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();
  static final int RETRY_AFTER_SECONDS = 1;
  private static final String RETRY_AFTER = "Retry-After";

  private Problems() {}

  static HttpResponse of(Refusal refusal) {
    int status = statusOf(refusal.code());
    return respond(status, to -> write(to, refusal));
  }

  static HttpResponse of(Refusal refusal, Duration retryAfter) {
    return of(refusal)
        .removeHeader("Retry-After")
        .addHeader(RawHeader.create("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds()))));
  }

  /** The problem as a part of a larger answer, such as a batch's. */
  static void write(JsonGenerator to, Refusal refusal) throws IOException {
    start(to, nameOf(refusal.code()), statusOf(refusal.code()), refusal.detail());
    writeFields(to, refusal);
    to.writeEndObject();
  }

  static int statusOf(Code code) {
    return switch (code) {
      case MALFORMED -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_CLAIMED, WRONG_STATE, DEPENDENCY_CYCLE, OVER_CAPACITY -> 409;
      case RETIRED -> 410;
      case LEASE_LOST -> 412;
      case TOO_LARGE -> 413;
      case INVALID, IDEMPOTENCY_KEY_REUSED -> 422;
      case RATE_LIMITED -> 429;
      case OVERLOADED, UNAVAILABLE, OUTCOME_UNKNOWN -> 503;
    };
  }

  /** @param wait until the caller's next call may be made */
  static HttpResponse rateLimited(int callsPerSecond, Duration wait) {
    Refusal refusal =
        Refusal.limited(
            Code.RATE_LIMITED, "Expected at most " + callsPerSecond + " calls a second of one caller, but there are more.", callsPerSecond);
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return of(refusal).removeHeader(RETRY_AFTER).addHeader(RawHeader.create(RETRY_AFTER, Long.toString(seconds)));
  }

  static HttpResponse noSuchPath() {
    return of(Refusal.of(Code.NOT_FOUND, "Expected a path of this service, but there is none like it."));
  }

  /** @param allowed the methods this path takes */
  static HttpResponse methodNotAllowed(Collection<String> allowed) {
    String methods = String.join(", ", allowed);
    return plain(405, "method_not_allowed", "Expected " + methods + " on this path, but the call has another method.")
        .addHeader(RawHeader.create("Allow", methods));
  }

  static HttpResponse unsupportedMediaType(String found) {
    return plain(415, "unsupported_media_type", "Expected Content-Type application/json, but it is " + found + ".");
  }

  /** A request that breaks HTTP itself, so that no call could be made of it. */
  static HttpResponse badRequest(int status, String detail) {
    return plain(status, status == 413 ? "too_large" : "malformed", detail);
  }

  /** A fault of this service; what it was stands in its log, not in the answer. */
  static HttpResponse internal() {
    return plain(500, "internal", "Expected to answer, but this service has a fault. It may have been done: repeat it with the same key.");
  }

  static HttpResponse shuttingDown() {
    return of(Refusal.of(Code.OUTCOME_UNKNOWN, "Expected to finish, but this node shuts down. Repeat it with the same key at another."));
  }

  /** @param extra fields beside those of every problem */
  static HttpResponse notReady(String detail, JsonWriting.Value extra) {
    return respond(
        503,
        to -> {
          start(to, nameOf(Code.UNAVAILABLE), 503, detail);
          extra.write(to);
          to.writeEndObject();
        });
  }

  private static HttpResponse plain(int status, String code, String detail) {
    return respond(
        status,
        to -> {
          start(to, code, status, detail);
          to.writeEndObject();
        });
  }

  private static HttpResponse respond(int status, JsonWriting.Value body) {
    HttpResponse response = HttpResponse.create().withStatus(status).withEntity(JsonWriting.entity(TYPE, body));
    if (status == 401) {
      return response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"troupe\""));
    }
    return status == 503 || status == 429
        ? response.addHeader(RawHeader.create(RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS)))
        : response;
  }

  /** Every problem told passes here, alone or in a batch. */
  private static void start(JsonGenerator to, String code, int status, String detail) throws IOException {
    Metrics.count(Metric.REFUSALS, code);
    to.writeStartObject();
    to.writeStringField("type", "urn:troupe:problem:" + code);
    to.writeStringField("title", titleOf(code));
    to.writeNumberField("status", status);
    to.writeStringField("detail", detail);
    to.writeStringField("code", code);
  }

  private static void writeFields(JsonGenerator to, Refusal refusal) throws IOException {
    if (refusal.holder().isPresent()) {
      to.writeStringField("holder", refusal.holder().get().value());
    }
    if (refusal.leaseExpiresAt().isPresent()) {
      JsonWriting.instant(to, "lease_expires_at", refusal.leaseExpiresAt().get());
    }
    if (!refusal.path().isEmpty()) {
      JsonWriting.texts(to, "path", refusal.path());
    }
    Optional<Long> limit = refusal.limit();
    if (limit.isPresent()) {
      to.writeNumberField("limit", limit.get());
    }
    if (!refusal.violations().isEmpty()) {
      to.writeArrayFieldStart("errors");
      for (Violation violation : refusal.violations()) {
        to.writeStartObject();
        to.writeStringField("field", violation.field());
        to.writeStringField("message", violation.message());
        to.writeEndObject();
      }
      to.writeEndArray();
    }
  }

  private static String nameOf(Code code) {
    return JsonWriting.lower(code);
  }

  /** {@code already_claimed} reads "Already claimed". */
  private static String titleOf(String code) {
    String words = code.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
