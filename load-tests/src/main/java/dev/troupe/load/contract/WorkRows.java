package dev.troupe.load.contract;

import com.fasterxml.jackson.databind.JsonNode;

/** The section "Work", as far as it needs no holder. */
final class WorkRows {
  private static final String[] ITEM = {
    "id", "work_type", "title", "description", "status", "priority", "team", "requires", "depends_on", "run_at", "lease_seconds", "max_attempts",
    "attempt", "progress", "claimed_by", "claimed_at", "lease_expires_at", "created_at", "completed_at", "outcome", "result", "payload", "usage",
    "story_points", "epic_id", "version"};
  private final Walk walk;
  private final Wire wire;
  private final String id;
  private final String team;

  WorkRows(Walk walk, Wire wire, String run) {
    this.walk = walk;
    this.wire = wire;
    this.id = "walk-" + run;
    this.team = "work-" + run;
  }

  void walk() {
    add();
    batch();
    lists();
    past();
    end();
  }

  private void add() {
    String body = "{'id':'" + id + "','work_type':'walk','title':'Walk','priority':'high','team':'" + team
      + "','requires':['java'],'payload':{'n':1.10},'story_points':3,'epic_id':'e-1','resources':['src/**']}";
    walk.row("POST /v1/work", "201 + Location, the item", wire.post("/v1/work", body),
      got -> got.status() == 201 && got.header("Location").equals("/v1/work/" + id) && got.hasAll(ITEM));
    walk.row("POST /v1/work, same id and body", "200, the item", wire.post("/v1/work", body), got -> got.status() == 200 && got.at("/id").equals(id));
    walk.refused("POST /v1/work, same id, another body", 422, "idempotency_key_reused", wire.post("/v1/work", body.replace("'Walk'", "'Run'")));
    walk.row("POST /v1/work, the defaults", "201, medium, default, 60 s, 3 attempts", wire.post("/v1/work", "{'work_type':'walk','title':'Small'}"),
      got -> got.status() == 201 && got.at("/priority").equals("medium") && got.at("/team").equals("default")
        && got.body().path("lease_seconds").asInt() == 60 && got.body().path("max_attempts").asInt() == 3);
    walk.row("POST /v1/work, run_at ahead", "201, scheduled", wire.post("/v1/work", "{'work_type':'walk','title':'Later','run_at':'2199-01-01T00:00:00Z'}"),
      got -> got.status() == 201 && got.at("/status").equals("scheduled"));
    walk.row("POST /v1/work, depends_on", "201, blocked", wire.post("/v1/work", "{'work_type':'walk','title':'After','depends_on':['" + id + "']}"),
      got -> got.status() == 201 && got.at("/status").equals("blocked"));
    walk.refused("POST /v1/work, lease_seconds 86401", 422, "invalid", wire.post("/v1/work", "{'work_type':'walk','title':'t','lease_seconds':86401}"));
    walk.row("GET /v1/work/{work_id}", "200, the item without a token", wire.get("/v1/work/" + id), got -> got.status() == 200 && got.hasAll(ITEM) && !got.body().has("lease_token"));
    walk.refused("GET /v1/work/{work_id} of nothing", 404, "not_found", wire.get("/v1/work/" + id + "-nothing"));
  }

  private void batch() {
    String item = "{'id':'" + id + "-b%d','work_type':'walk','title':'Batch','team':'" + team + "'%s}";
    String items = String.format(item, 1, "") + "," + String.format(item, 2, ",'depends_on':['" + id + "-b1']") + ",{'title':1}";
    walk.row("POST /v1/work/batch", "200, two of 201 and one of 422", wire.post("/v1/work/batch", "{'items':[" + items + "]}"),
      got -> got.status() == 200 && statuses(got).equals("201 201 422 "));
    String cycle = String.format(item, 8, ",'depends_on':['" + id + "-b9']") + "," + String.format(item, 9, ",'depends_on':['" + id + "-b8']");
    walk.row("POST /v1/work/batch, a cycle", "200, both 409 with their path", wire.post("/v1/work/batch", "{'items':[" + cycle + "]}"),
      got -> statuses(got).equals("409 409 ") && got.at("/results/0/problem/code").equals("dependency_cycle") && got.body().at("/results/0/problem/path").size() >= 2);
  }

  private void lists() {
    String query = "?team=" + team + "&limit=1";
    Reply first = walk.eventually("GET /v1/work?team&limit", "200, a page, a cursor, as_of", () -> wire.get("/v1/work" + query),
      got -> got.status() == 200 && got.body().path("items").size() == 1 && got.body().hasNonNull("next_cursor") && got.body().hasNonNull("as_of"));
    walk.row("GET /v1/work?cursor", "200, another item", wire.get("/v1/work" + query + "&cursor=" + first.at("/next_cursor")),
      got -> got.status() == 200 && !got.at("/items/0/id").equals(first.at("/items/0/id")));
    walk.eventually("GET /v1/work?status&team&type&priority", "200, the one item", () -> wire.get("/v1/work?status=ready&type=walk&priority=high&team=" + team),
      got -> got.status() == 200 && got.body().path("items").size() == 1 && got.at("/items/0/id").equals(id));
    walk.row("GET /v1/work?agent", "200, none", wire.get("/v1/work?agent=nobody-" + id), got -> got.status() == 200 && got.body().path("items").isEmpty());
    walk.refused("GET /v1/work?limit=501", 422, "invalid", wire.get("/v1/work?limit=501"));
    walk.refused("GET /v1/work?cursor=what", 422, "invalid", wire.get("/v1/work?cursor=what"));
  }

  private void past() {
    walk.row("GET /v1/work/{work_id}/history", "200, items of sequence, event, at, actor", wire.get("/v1/work/" + id + "/history"),
      got -> got.status() == 200 && got.at("/items/0/event").equals("work.added") && got.body().at("/items/0/sequence").asInt() == 1
        && got.body().path("items").get(0).has("actor") && got.body().path("items").get(0).has("data"));
    String now = java.time.Instant.now().plusSeconds(1).toString();
    walk.row("GET /v1/work/{work_id}?at", "200, the item as it was", wire.get("/v1/work/" + id + "?at=" + now), got -> got.status() == 200 && got.at("/status").equals("ready"));
    walk.refused("GET /v1/work/{work_id}?at before it was", 404, "not_found", wire.get("/v1/work/" + id + "?at=2001-01-01T00:00:00Z"));
  }

  private void end() {
    walk.row("POST /v1/work/{work_id}/cancel", "200, cancelled", wire.post("/v1/work/" + id + "/cancel", "{'reason':'Walked'}"),
      got -> got.status() == 200 && got.at("/status").equals("cancelled"));
    walk.refused("POST /v1/work/{work_id}/retry, not failed", 409, "wrong_state", wire.post("/v1/work/" + id + "/retry", null));
  }

  private static String statuses(Reply got) {
    StringBuilder statuses = new StringBuilder();
    for (JsonNode result : got.body().path("results")) {
      statuses.append(result.path("status").asInt()).append(' ');
    }
    return statuses.toString();
  }
}
