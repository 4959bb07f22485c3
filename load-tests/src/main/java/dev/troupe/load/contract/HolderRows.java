package dev.troupe.load.contract;

/** The section "Work", as far as it needs a holder, and reviews. */
final class HolderRows {
  private final Walk walk;
  private final Wire wire;
  private final String run;
  private final String agent;
  private final String team;

  HolderRows(Walk walk, Wire wire, String run) {
    this.walk = walk;
    this.wire = wire;
    this.run = run;
    this.agent = "holder-" + run;
    this.team = "holders-" + run;
  }

  void walk() {
    wire.put("/v1/agents/" + agent, "{'team':'" + team + "','capacity':20}");
    wire.put("/v1/agents/" + agent + "-2", "{'team':'" + team + "'}");
    claims();
    reports();
    ends();
    reviews();
  }

  private void claims() {
    walk.row("POST /v1/agents/{agent_id}/claims, nothing there", "200, no claims", wire.post("/v1/agents/" + agent + "/claims", "{'wait_seconds':1}"),
      got -> got.status() == 200 && got.body().path("claims").isEmpty());
    add("next", "");
    Reply next = walk.row("POST /v1/agents/{agent_id}/claims", "200, work, token, lease_expires_at, attempt",
      wire.post("/v1/agents/" + agent + "/claims", "{'max':1,'wait_seconds':10,'lease_seconds':120}"),
      got -> got.status() == 200 && got.at("/claims/0/work/id").equals(id("next")) && got.body().at("/claims/0/lease_token").asLong() == 1
        && got.body().at("/claims/0/attempt").asInt() == 1 && got.body().at("/claims/0").hasNonNull("lease_expires_at"));
    walk.row("POST /v1/agents/{agent_id}/heartbeat with a lease", "200, valid, renewed",
      wire.post("/v1/agents/" + agent + "/heartbeat", "{'leases':[{'work_id':'" + id("next") + "','lease_token':" + next.at("/claims/0/lease_token") + "}]}"),
      got -> got.status() == 200 && got.body().at("/leases/0/valid").asBoolean() && got.body().at("/leases/0").hasNonNull("lease_expires_at"));
    add("one", "");
    walk.row("POST /v1/work/{work_id}/claim", "200, one claim", claim("one", agent), got -> got.status() == 200 && got.at("/work/status").equals("claimed"));
    walk.row("POST /v1/work/{work_id}/claim by another", "409 already_claimed, holder, lease", claim("one", agent + "-2"),
      got -> got.isProblem(409, "already_claimed") && got.at("/holder").equals(agent) && got.body().hasNonNull("lease_expires_at"));
    walk.refused("POST /v1/work/{work_id}/claim of nothing", 404, "not_found", claim("nothing", agent));
    add("full", "");
    claim("full", agent + "-2");
    add("more", "");
    walk.row("POST /v1/agents/{agent_id}/claims when it is full", "409 over_capacity, limit", wire.post("/v1/agents/" + agent + "-2/claims", "{}"),
      got -> got.isProblem(409, "over_capacity"));
    walk.refused("POST /v1/agents/{agent_id}/claims max 101", 422, "invalid", wire.post("/v1/agents/" + agent + "/claims", "{'max':101}"));
  }

  private void reports() {
    walk.row("POST /v1/work/{work_id}/progress", "200, the item with lease_expires_at",
      post("one", "progress", ",'percent':40,'note':'half','checkpoint':{'at':3},'usage':{'tokens_in':7}"),
      got -> got.status() == 200 && got.body().at("/progress/percent").asInt() == 40 && got.body().at("/progress/checkpoint/at").asInt() == 3
        && got.body().hasNonNull("lease_expires_at") && got.body().at("/usage/tokens_in").asInt() == 7);
    walk.refused("POST /v1/work/{work_id}/progress, an old token", 412, "lease_lost",
      wire.post("/v1/work/" + id("one") + "/progress", "{'agent_id':'" + agent + "','lease_token':9,'percent':1}"));
    walk.refused("POST /v1/work/{work_id}/progress, percent 101", 422, "invalid", post("one", "progress", ",'percent':101"));
  }

  private void ends() {
    walk.row("POST /v1/work/{work_id}/complete", "200, completed", post("one", "complete", ",'result':{'found':2}"),
      got -> got.status() == 200 && got.at("/status").equals("completed") && got.at("/outcome").equals("success") && got.body().at("/result/found").asInt() == 2);
    walk.row("POST /v1/work/{work_id}/complete again", "200 again", post("one", "complete", ",'result':{'found':2}"), got -> got.status() == 200);
    add("left", "");
    claim("left", agent);
    walk.row("POST /v1/work/complete", "200, one of 200 and one of 404",
      wire.post("/v1/work/complete", "{'items':[{'work_id':'" + id("left") + "'," + held() + ",'outcome':'partial'},{'work_id':'" + id("gone") + "'," + held() + "}]}"),
      got -> got.status() == 200 && got.body().at("/results/0/status").asInt() == 200 && got.at("/results/0/work/outcome").equals("partial")
        && got.body().at("/results/1/status").asInt() == 404);
    add("back", ",'max_attempts':2");
    claim("back", agent);
    walk.row("POST /v1/work/{work_id}/release", "200, ready, with the handoff", post("back", "release", ",'handoff':'See b'"),
      got -> got.status() == 200 && got.at("/status").equals("ready") && got.at("/handoff").equals("See b"));
    claim("back", agent);
    walk.row("POST /v1/work/{work_id}/fail", "200, ready again", postAs("back", "fail", 2, ",'reason':'Broken'"),
      got -> got.status() == 200 && got.at("/status").equals("ready") && got.at("/failure").equals("Broken"));
    claim("back", agent);
    walk.row("POST /v1/work/{work_id}/fail, the last attempt", "200, failed", postAs("back", "fail", 3, ",'reason':'Broken'"), got -> got.at("/status").equals("failed"));
    walk.row("POST /v1/work/{work_id}/retry", "200, ready again", wire.post("/v1/work/" + id("back") + "/retry", null), got -> got.status() == 200 && got.at("/status").equals("ready"));
    claim("back", agent);
    walk.row("POST /v1/work/{work_id}/fail, retryable false", "200, failed", postAs("back", "fail", 4, ",'reason':'For good','retryable':false"), got -> got.at("/status").equals("failed"));
    add("off", "");
    claim("off", agent);
    walk.row("POST /v1/work/{work_id}/cancel while it is held", "200, cancelled", wire.post("/v1/work/" + id("off") + "/cancel", null), got -> got.at("/status").equals("cancelled"));
    walk.row("POST /v1/agents/{agent_id}/heartbeat after that", "200, directive cancel",
      wire.post("/v1/agents/" + agent + "/heartbeat", "{'leases':[{'work_id':'" + id("off") + "','lease_token':1}]}"),
      got -> got.status() == 200 && got.at("/directives/0/kind").equals("cancel") && !got.body().at("/leases/0/valid").asBoolean());
  }

  private void reviews() {
    add("seen", ",'review':true");
    claim("seen", agent);
    walk.row("POST /v1/work/{work_id}/complete with review", "200, in_review", post("seen", "complete", ""), got -> got.at("/status").equals("in_review"));
    walk.row("POST /v1/work/{work_id}/reject", "200, ready, the reason as handoff", wire.post("/v1/work/" + id("seen") + "/reject", "{'reason':'No tests'}"),
      got -> got.status() == 200 && got.at("/status").equals("ready") && got.at("/handoff").equals("No tests"));
    claim("seen", agent);
    postAs("seen", "complete", 2, "");
    walk.row("POST /v1/work/{work_id}/approve", "200, completed", wire.post("/v1/work/" + id("seen") + "/approve", "{'note':'Good'}"),
      got -> got.status() == 200 && got.at("/status").equals("completed"));
    walk.refused("POST /v1/work/{work_id}/approve again", 409, "wrong_state", wire.post("/v1/work/" + id("seen") + "/approve", null));
    walk.refused("POST /v1/work/{work_id}/reject without a reason", 422, "invalid", wire.post("/v1/work/" + id("seen") + "/reject", "{}"));
  }

  private String id(String name) {
    return name + "-" + run;
  }

  private void add(String name, String more) {
    wire.post("/v1/work", "{'id':'" + id(name) + "','work_type':'walk','title':'Hold','team':'" + team + "'" + more + "}");
  }

  private Reply claim(String name, String by) {
    return wire.post("/v1/work/" + id(name) + "/claim", "{'agent_id':'" + by + "'}");
  }

  private Reply post(String name, String verb, String more) {
    return postAs(name, verb, 1, more);
  }

  private Reply postAs(String name, String verb, long token, String more) {
    return wire.post("/v1/work/" + id(name) + "/" + verb, "{'agent_id':'" + agent + "','lease_token':" + token + more + "}");
  }

  private String held() {
    return "'agent_id':'" + agent + "','lease_token':1";
  }
}
