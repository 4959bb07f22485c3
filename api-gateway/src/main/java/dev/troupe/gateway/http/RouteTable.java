package dev.troupe.gateway.http;

import dev.troupe.gateway.http.Permissions.Access;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Every call this server takes, once, and who may make it. It is no description beside the routes but what the door before them ({@link Gate}) goes by: a
 * call without a row never reaches a route, and what is listed is what the contract test compares with openapi and with the routes. A row
 * gives a call its one short name too, for whatever counts calls.
 */
final class RouteTable {
  /**
   * One call.
   *
   * @param template the path; a part in braces stands for any one part that is not empty
   * @param access who may make it
   */
  record Row(String method, String template, Access access) {
    private boolean isAt(List<String> path) {
      List<String> parts = parts(template);
      if (parts.size() != path.size()) {
        return false;
      }
      for (int i = 0; i < parts.size(); i++) {
        boolean any = parts.get(i).startsWith("{") && !path.get(i).isEmpty();
        if (!any && !parts.get(i).equals(path.get(i))) {
          return false;
        }
      }
      return true;
    }

    /** {@code POST /v1/work/{work_id}/claim}. */
    @Override
    public String toString() {
      return method + " " + template;
    }
  }

  /** A part that is spelt out goes before one in braces. */
  static final List<Row> ROWS =
      List.of(
          new Row("PUT", "/v1/agents/{agent_id}", Access.WORK),
          new Row("GET", "/v1/agents/{agent_id}", Access.READ_WORK),
          new Row("DELETE", "/v1/agents/{agent_id}", Access.WORK),
          new Row("GET", "/v1/agents", Access.READ),
          new Row("POST", "/v1/agents/{agent_id}/heartbeat", Access.WORK),
          new Row("POST", "/v1/agents/{agent_id}/claims", Access.WORK),
          new Row("POST", "/v1/agents/{agent_id}/drain", Access.WORK),
          new Row("POST", "/v1/agents/{agent_id}/resume", Access.WORK),
          new Row("POST", "/v1/work", Access.WORK),
          new Row("GET", "/v1/work", Access.READ_WORK),
          new Row("POST", "/v1/work/batch", Access.WORK),
          new Row("POST", "/v1/work/complete", Access.WORK),
          new Row("GET", "/v1/work/{work_id}", Access.READ_WORK),
          new Row("GET", "/v1/work/{work_id}/history", Access.READ_WORK),
          new Row("POST", "/v1/work/{work_id}/claim", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/progress", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/complete", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/fail", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/release", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/cancel", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/retry", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/approve", Access.WORK),
          new Row("POST", "/v1/work/{work_id}/reject", Access.WORK),
          new Row("GET", "/v1/status", Access.READ),
          new Row("GET", "/v1/scaling", Access.READ),
          new Row("GET", "/v1/audit", Access.READ),
          new Row("GET", "/v1/events", Access.READ),
          new Row("POST", "/v1/keys", Access.KEYS),
          new Row("GET", "/v1/keys", Access.KEYS),
          new Row("GET", "/v1/keys/{key_id}", Access.KEYS),
          new Row("DELETE", "/v1/keys/{key_id}", Access.KEYS),
          new Row("GET", "/v1/openapi.json", Access.PUBLIC),
          new Row("GET", "/docs", Access.PUBLIC),
          new Row("GET", "/docs/{file}", Access.PUBLIC),
          new Row("GET", "/health/live", Access.PUBLIC),
          new Row("GET", "/health/ready", Access.PUBLIC),
          new Row("GET", "/health/started", Access.PUBLIC));

  private RouteTable() {}

  /** The row of a call. */
  static Optional<Row> find(String method, String path) {
    return at(path).stream().filter(row -> row.method().equals(method)).findFirst();
  }

  private static List<Row> at(String path) {
    List<String> parts = parts(path);
    Comparator<String> spelledOutFirst = Comparator.comparing(template -> template.replace('{', '~'));
    Optional<String> nearest =
        ROWS.stream().filter(row -> row.isAt(parts)).map(Row::template).min(spelledOutFirst);
    return ROWS.stream().filter(row -> nearest.filter(row.template()::equals).isPresent()).toList();
  }

  private static List<String> parts(String path) {
    return Arrays.asList(path.split("/", -1));
  }
}
