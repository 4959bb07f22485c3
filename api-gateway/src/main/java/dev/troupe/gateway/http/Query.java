package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.scaladsl.model.IllegalUriException;
import akka.japi.Pair;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.Refusal.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The query parameters of a call: each known and given once, or the call is refused, so that a typing error is not overlooked. */
final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  static Parsed<Query> of(HttpRequest request, Set<String> known) {
    if (request.getUri().rawQueryString().isEmpty()) {
      return new Parsed.Valid<>(new Query(Map.of()));
    }
    try {
      return read(request.getUri().query().toList(), known);
    } catch (IllegalUriException broken) {
      return new Parsed.Invalid<>(Refusal.of(Code.MALFORMED, "Expected a query like name=value&name=value, but it cannot be read."));
    }
  }

  private static Parsed<Query> read(List<Pair<String, String>> parameters, Set<String> known) {
    Map<String, String> values = new HashMap<>();
    List<Violation> violations = new ArrayList<>();
    for (Pair<String, String> parameter : parameters) {
      String name = parameter.first();
      if (!known.contains(name)) {
        String hint = DidYouMean.among(known, name).map(meant -> " Did you mean " + meant + "?").orElse("");
        violations.add(new Violation(Fields.shortened(name), "Expected no such query parameter." + hint));
      } else if (values.put(name, parameter.second()) != null) {
        violations.add(new Violation(name, "Expected " + name + " once, but it is given twice."));
      }
    }
    return violations.isEmpty()
        ? new Parsed.Valid<>(new Query(values))
        : new Parsed.Invalid<>(Refusal.invalid(violations.subList(0, Math.min(violations.size(), Fields.MAX_VIOLATIONS))));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** {@code true} or {@code false}, false when it is not given; anything else is a fault of {@code fields}. */
  boolean flag(String name, Fields fields) {
    String value = values.getOrDefault(name, "false");
    return Boolean.TRUE.equals(
        fields.fromPath(
            name,
            value,
            text -> {
              if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("Expected " + name + " to be true or false, but it is another.");
              }
              return text.equals("true");
            }));
  }

  /** What is made of a parameter; empty when it is not given. What {@code make} refuses is a fault of {@code fields}. */
  <T> Optional<T> value(String name, Fields fields, Function<String, T> make) {
    String value = values.get(name);
    return value == null ? Optional.empty() : Optional.ofNullable(fields.fromPath(name, value, make));
  }
}
