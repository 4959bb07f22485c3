package dev.troupe.load.contract;

/** Keys, and what each role may do. */
final class KeyRows {
  private static final String NO_KEY = "the server asks nobody for a key; give an admin's with --key";
  private final Walk walk;
  private final Wire wire;
  private final String run;

  KeyRows(Walk walk, Wire wire, String run) {
    this.walk = walk;
    this.wire = wire;
    this.run = run;
  }

  void walk() {
    Reply made = walk.row("POST /v1/keys", "201, the key, shown once", wire.post("/v1/keys", "{'name':'walk-" + run + "','role':'viewer'}"),
      got -> got.status() == 201 && got.body().hasNonNull("key") && got.body().hasNonNull("id"));
    walk.eventually("GET /v1/keys", "200, a page without secrets", () -> wire.get("/v1/keys?limit=500"),
      got -> got.status() == 200 && got.text().contains("walk-" + run) && !got.text().contains("\"key\":"));
    if (wire.hasKey() && made.status() == 201) {
      roles(wire.with(made.at("/key")));
    } else {
      walk.notShown("any call without a key", "401 unauthenticated", NO_KEY);
      walk.notShown("a write with a viewer's key", "403 forbidden", NO_KEY);
    }
    walk.row("DELETE /v1/keys/{key_id}", 204, wire.delete("/v1/keys/" + made.at("/id")));
    if (wire.hasKey() && made.status() == 201) {
      walk.refused("GET /v1/status with a revoked key", 401, "unauthenticated", wire.with(made.at("/key")).get("/v1/status"));
    } else {
      walk.notShown("any call with a revoked key", "401 unauthenticated", NO_KEY);
    }
  }

  private void roles(Wire viewer) {
    walk.refused("GET /v1/status without a key", 401, "unauthenticated", wire.with(null).get("/v1/status"));
    walk.row("GET /v1/status with a viewer's key", 200, viewer.get("/v1/status"));
    walk.refused("POST /v1/work with a viewer's key", 403, "forbidden", viewer.post("/v1/work", "{'work_type':'walk','title':'t'}"));
    walk.refused("GET /v1/keys with a viewer's key", 403, "forbidden", viewer.get("/v1/keys"));
    String agent = "bound-" + run;
    Reply made = wire.post("/v1/keys", "{'name':'walk-agent-" + run + "','role':'agent','agents':['" + agent + "']}");
    Wire bound = wire.with(made.at("/key"));
    walk.row("PUT /v1/agents/{agent_id} with that agent's key", 201, bound.put("/v1/agents/" + agent, "{}"));
    walk.refused("PUT /v1/agents/{agent_id} with another agent's key", 403, "forbidden", bound.put("/v1/agents/other-" + run, "{}"));
  }
}
