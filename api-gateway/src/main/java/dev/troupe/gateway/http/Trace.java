package dev.troupe.gateway.http;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpRequest;
import dev.troupe.telemetry.Tracer;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The place of a call in its trace (W3C Trace Context, level 1): the trace the client named, or a new one, and a span of our own.
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 hexadecimal digits, not all zero
 * @param flags two hexadecimal digits
 * @param parentId the client's span, or empty
 * @param sampled whether spans are taken of it on every node
 */
record Trace(String traceId, String spanId, String flags, String parentId, boolean sampled) {
  private static final String SAMPLED = "01";
  static final String HEADER = "traceparent";
  static final AttributeKey<Trace> KEY = AttributeKey.create("troupe-trace", Trace.class);

  /** Later versions may append parts, version 00 may not, and ff is forbidden. */
  private static final Pattern PARENT =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /** A header that is malformed counts as none, as the recommendation says. */
  static Trace of(HttpRequest request) {
    return request.getHeader(HEADER).map(header -> continuing(header.value())).orElseGet(Trace::fresh);
  }

  static Trace continuing(String parent) {
    var parts = PARENT.matcher(parent);
    if (!parts.matches()) {
      return fresh();
    }
    boolean tooLong = parts.group(1).equals("00") && parts.group(5) != null;
    boolean empty = parts.group(2).equals(NO_TRACE) || parts.group(3).equals(NO_SPAN);
    return tooLong || empty ? fresh() : of(parts.group(2), parts.group(3), parts.group(4));
  }

  String header() {
    return "00-" + traceId + "-" + spanId + "-" + flags;
  }

  private static Trace fresh() {
    return of(randomHex() + randomHex(), "", "00");
  }

  private static Trace of(String traceId, String parentId, String flags) {
    boolean wanted = (Integer.parseInt(flags, 16) & 1) == 1;
    boolean sampled = Tracer.samples(wanted);
    return new Trace(traceId, randomHex(), sampled ? SAMPLED : flags, parentId, sampled);
  }

  /** The span that asks, for whoever carries the call out. */
  Optional<String> span() {
    return sampled ? Optional.of(spanId) : Optional.empty();
  }

  private static String randomHex() {
    long random = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    String hex = Long.toHexString(random);
    return "0".repeat(16 - hex.length()) + hex;
  }
}
