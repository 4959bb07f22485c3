package dev.troupe.load.contract;

/** The section "Whole fleet", but for the stream of events. */
final class FleetRows {
  private final Walk walk;
  private final Wire wire;
  private final String id;

  FleetRows(Walk walk, Wire wire, String run) {
    this.walk = walk;
    this.wire = wire;
    this.id = "audited-" + run;
  }

  void walk() {
    walk.row("GET /v1/status", "200, cluster, agents, work, health, …", wire.get("/v1/status"),
      got -> got.status() == 200 && got.hasAll("cluster", "agents", "work", "health", "ops_last_hour", "version", "uptime_seconds", "as_of")
        && !got.body().at("/cluster/members").isEmpty() && got.body().at("/health").hasNonNull("score"));
    walk.row("GET /v1/scaling", "200, nodes, recommended_nodes, action, reason, …", wire.get("/v1/scaling"),
      got -> got.status() == 200 && got.hasAll("nodes", "recommended_nodes", "action", "reason", "min_nodes", "max_nodes", "hold_until", "signals", "as_of")
        && got.body().path("signals").size() == 4);
    wire.post("/v1/work", "{'id':'" + id + "','work_type':'walk','title':'Audit'}");
    wire.post("/v1/work/" + id + "/cancel", "{'reason':'Audited'}");
    walk.eventually("GET /v1/audit?work_id", "200, newest first", () -> wire.get("/v1/audit?work_id=" + id),
      got -> got.status() == 200 && got.body().path("items").size() == 2 && got.text().indexOf("work.cancelled") < got.text().indexOf("work.added"));
    walk.eventually("GET /v1/audit?action&from&to&limit", "200, that event", () -> wire.get("/v1/audit?work_id=" + id + "&action=work.cancelled&from=2001-01-01T00:00:00Z&to=2199-01-01T00:00:00Z&limit=1"),
      got -> got.status() == 200 && got.body().path("items").size() == 1 && got.text().contains("Audited"));
    walk.row("GET /v1/audit?actor", "200, none", wire.get("/v1/audit?actor=nobody-" + id), got -> got.status() == 200 && got.body().path("items").isEmpty());
    walk.row("GET /v1/audit?agent_id", "200, none", wire.get("/v1/audit?agent_id=nobody-" + id), got -> got.status() == 200 && got.body().path("items").isEmpty());
    walk.refused("GET /v1/audit?actoin", 422, "invalid", wire.get("/v1/audit?actoin=x"));
    walk.row("GET /health/live", 200, wire.get("/health/live"));
    walk.row("GET /health/ready", "200 with the checks", wire.get("/health/ready"), got -> got.status() == 200 && got.hasAll("checks"));
    walk.row("GET /v1/openapi.json", "200, OpenAPI 3.1", wire.get("/v1/openapi.json"), got -> got.status() == 200 && got.at("/openapi").startsWith("3.1"));
    walk.row("GET /docs", "200, a page that loads nothing from elsewhere", wire.get("/docs"),
      got -> got.status() == 200 && got.header("Content-Security-Policy").contains("default-src 'none'"));
    walk.notShown("GET /metrics", "200, Prometheus text", "it is on the management side, with a port of its own");
  }
}
