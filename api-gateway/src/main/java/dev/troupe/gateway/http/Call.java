package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.RequestId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * One call that changes something, as read from its request.
 *
 * @param target method and path, with the query
 * @param requestId the header {@code Idempotency-Key} or the field {@code request_id}
 */
record Call(String target, ObjectNode body, Optional<RequestId> requestId, Trace trace, Caller caller) {
  static final String KEY_HEADER = "Idempotency-Key";
  private static final String KEY_FIELD = "request_id";

  /** Refused as invalid when the key is not one, or when header and body name different ones. */
  static Parsed<Call> of(HttpRequest request, ObjectNode body, Caller caller) {
    Fields fields = Fields.of(only(body));
    Optional<RequestId> inHeader =
        request.getHeader(KEY_HEADER).flatMap(header -> Optional.ofNullable(fields.fromPath(KEY_HEADER, header.value(), RequestId::new)));
    Optional<RequestId> inBody = fields.optional(KEY_FIELD, RequestId::new);
    if (inHeader.isPresent() && inBody.isPresent() && !inHeader.equals(inBody)) {
      return new Parsed.Invalid<>(
          Refusal.invalid(KEY_FIELD, "Expected the same key as in the header " + KEY_HEADER + ", but it is another."));
    }
    String target = request.method().value() + " " + request.getUri().getPathString() + "?" + request.getUri().rawQueryString().orElse("");
    Trace trace = request.getAttribute(Trace.KEY).orElseGet(() -> Trace.of(request));
    return fields.build(() -> new Call(target, body, inHeader.or(() -> inBody), trace, caller));
  }

  Fields fields() {
    return Fields.of(body);
  }

  Cause cause() {
    return cause(caller.name());
  }

  Cause causeOf(AgentId agent) {
    return cause(caller.as(agent));
  }

  /** What was read, if the caller may act as the agent it names; refused as forbidden otherwise. */
  <T> Parsed<T> as(Function<T, AgentId> agent, Parsed<T> read) {
    return read.flatMap(
        value ->
            Gate.refusal(caller, agent.apply(value))
                .<Parsed<T>>map(Parsed.Invalid::new)
                .orElseGet(() -> new Parsed.Valid<>(value)));
  }

  /** The key given, or one of this call alone: a claim must be told from every other, even when its caller does not mind. */
  RequestId claimId() {
    return requestId.orElseGet(() -> new RequestId(UUID.randomUUID().toString()));
  }

  /** The call that one item of a batch would have been, under a key of its own. */
  Call item(int index, ObjectNode item) {
    Optional<RequestId> key = requestId.map(whole -> new RequestId(itemKey(whole.value(), index)));
    return new Call(target + "#item", item, key, trace, caller);
  }

  private static String itemKey(String whole, int index) {
    String key = whole + "#" + index;
    return key.length() <= RequestId.MAX_LENGTH ? key : Digests.of(whole) + "#" + index;
  }

  private Cause cause(String actor) {
    String fingerprint = requestId.isPresent() ? fingerprint() : "";
    return new Cause(actor, requestId, fingerprint, Optional.of(trace.traceId()), trace.span());
  }

  private String fingerprint() {
    ObjectNode asked = JsonReading.MAPPER.createObjectNode();
    asked.setAll(body);
    asked.remove(KEY_FIELD);
    return Digests.of(target, JsonReading.canonical(asked));
  }

  private static ObjectNode only(ObjectNode body) {
    ObjectNode key = JsonReading.MAPPER.createObjectNode();
    return body.has(KEY_FIELD) ? key.set(KEY_FIELD, body.get(KEY_FIELD)) : key;
  }
}
