package dev.troupe.load.contract;

/** The section "Agents". */
final class AgentRows {
  private static final String[] RECORD = {"id", "team", "capabilities", "capacity", "status", "metadata", "version"};
  private final Walk walk;
  private final Wire wire;
  private final String agent;
  private final String team;

  AgentRows(Walk walk, Wire wire, String run) {
    this.walk = walk;
    this.wire = wire;
    this.agent = "walker-" + run;
    this.team = "walkers-" + run;
  }

  void walk() {
    String path = "/v1/agents/" + agent;
    String profile = "{'team':'" + team + "','capabilities':['java'],'capacity':3,'specialization':'walks','metadata':{'model':'m-1'}}";
    walk.row("PUT /v1/agents/{agent_id}", "201, the agent", wire.put(path, profile), got -> got.status() == 201 && got.hasAll(RECORD));
    walk.row("PUT /v1/agents/{agent_id} again", "200, the agent", wire.put(path, profile), got -> got.status() == 200 && got.at("/id").equals(agent));
    walk.row("PUT /v1/agents/{agent_id} with {}", "201, team default, capacity 1", wire.put(path + "-b", "{}"),
      got -> got.status() == 201 && got.at("/team").equals("default") && got.body().path("capacity").asInt() == 1);
    walk.refused("PUT /v1/agents/{agent_id} capacity 1001", 422, "invalid", wire.put(path, "{'capacity':1001}"));
    walk.row("GET /v1/agents/{agent_id}", "200, the agent", wire.get(path), got -> got.status() == 200 && got.at("/team").equals(team));
    walk.refused("GET /v1/agents/{agent_id} of nobody", 404, "not_found", wire.get(path + "-nobody"));
    walk.eventually("GET /v1/agents?team", "200, a page with the agent, as_of", () -> wire.get("/v1/agents?team=" + team),
      got -> got.status() == 200 && got.at("/items/0/id").equals(agent) && got.hasAll("next_cursor", "as_of"));
    walk.eventually("GET /v1/agents?limit=1", "200, one item and a cursor", () -> wire.get("/v1/agents?limit=1"),
      got -> got.status() == 200 && got.body().path("items").size() == 1 && got.body().hasNonNull("next_cursor"));
    walk.eventually("GET /v1/agents?status", "200, the agent", () -> wire.get("/v1/agents?status=idle&team=" + team),
      got -> got.status() == 200 && got.at("/items/0/status").equals("idle"));
    walk.row("POST /v1/agents/{agent_id}/heartbeat", "200, directives and leases",
      wire.post(path + "/heartbeat", "{'usage':{'tokens_in':5,'tokens_out':2,'cost_usd':0.25}}"), got -> got.status() == 200 && got.hasAll("directives", "leases"));
    walk.row("GET /v1/agents/{agent_id} after that", "200, the usage added", wire.get(path), got -> got.body().at("/usage/tokens_in").asInt() == 5);
    walk.row("POST /v1/agents/{agent_id}/drain", "200, draining", wire.post(path + "/drain", null), got -> got.status() == 200 && got.at("/status").equals("draining"));
    walk.refused("POST /v1/agents/{agent_id}/claims while it drains", 409, "wrong_state", wire.post(path + "/claims", "{}"));
    walk.row("POST /v1/agents/{agent_id}/resume", "200, not draining", wire.post(path + "/resume", null), got -> got.status() == 200 && !got.at("/status").equals("draining"));
    walk.row("DELETE /v1/agents/{agent_id}", 204, wire.delete(path + "-b"));
    walk.refused("POST /v1/agents/{agent_id}/heartbeat once retired", 410, "retired", wire.post(path + "-b/heartbeat", null));
    retireWhileItHolds(path + "-c");
  }

  private void retireWhileItHolds(String path) {
    wire.put(path, "{}");
    String work = "held-" + agent;
    wire.post("/v1/work", "{'id':'" + work + "','work_type':'walk','title':'Held'}");
    wire.post("/v1/work/" + work + "/claim", "{'agent_id':'" + agent + "-c'}");
    walk.refused("DELETE /v1/agents/{agent_id} while it holds claims", 409, "wrong_state", wire.delete(path));
    walk.row("DELETE /v1/agents/{agent_id}?force=true", 204, wire.delete(path + "?force=true"));
    walk.eventually("GET /v1/work/{work_id} after that", "200, ready again", () -> wire.get("/v1/work/" + work), got -> got.at("/status").equals("ready"));
  }
}
