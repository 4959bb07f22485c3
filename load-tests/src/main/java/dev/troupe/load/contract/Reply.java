package dev.troupe.load.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/**
 * What came back.
 *
 * @param body missing when it is not JSON
 */
record Reply(int status, HttpHeaders headers, JsonNode body, String text) {
  private static final int SHOWN = 300;

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  String at(String pointer) {
    return body.at(pointer).asText();
  }

  /** RFC 9457, with the code and what every problem has. */
  boolean isProblem(int wanted, String code) {
    return status == wanted
      && header("Content-Type").startsWith("application/problem+json")
      && body.path("code").asText().equals(code)
      && body.path("status").asInt() == status
      && body.hasNonNull("type") && body.hasNonNull("title") && body.hasNonNull("detail");
  }

  boolean hasAll(String... fields) {
    for (String field : fields) {
      if (!body.has(field)) {
        return false;
      }
    }
    return true;
  }

  String summary() {
    String code = body.path("code").asText();
    return code.isEmpty() ? Integer.toString(status) : status + " " + code;
  }

  String shortBody() {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
