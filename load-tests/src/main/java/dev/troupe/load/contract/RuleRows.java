package dev.troupe.load.contract;

/** The section "Rules for every call". */
final class RuleRows {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private final Walk walk;
  private final Wire wire;
  private final String run;

  RuleRows(Walk walk, Wire wire, String run) {
    this.walk = walk;
    this.wire = wire;
    this.run = run;
  }

  void walk() {
    repeats();
    String work = "{'work_type':'walk','title':'t'%s}";
    walk.refused("POST /v1/work, not JSON", 400, "malformed", wire.post("/v1/work", "{"));
    walk.refused("POST /v1/work, 200 levels", 400, "malformed", wire.post("/v1/work", String.format(work, ",'payload':" + "[".repeat(200) + "]".repeat(200))));
    walk.row("POST /v1/work, three faults", "422 with a list of field, message", wire.post("/v1/work", "{'work_typ':'walk','title':1,'priority':'soon'}"),
      got -> got.isProblem(422, "invalid") && got.body().path("errors").size() >= 3 && got.body().at("/errors/0").hasNonNull("message") && got.text().contains("Did you mean work_type?"));
    walk.row("POST /v1/work, more than max-body", "413 too_large with the limit", wire.post("/v1/work", String.format(work, ",'description':'" + "x".repeat(2_000_000) + "'")),
      got -> got.isProblem(413, "too_large") && got.body().hasNonNull("limit"));
    largest();
    walk.refused("POST /v1/work, it waits for itself", 409, "dependency_cycle", wire.post("/v1/work", "{'id':'self-" + run + "','work_type':'walk','title':'t','depends_on':['self-" + run + "']}"));
    walk.refused("GET /v1/nothing", 404, "not_found", wire.get("/v1/nothing"));
    walk.row("PATCH /v1/status", "405 with Allow", wire.send("PATCH", "/v1/status", null), got -> got.isProblem(405, "method_not_allowed") && got.header("Allow").equals("GET"));
    walk.refused("POST /v1/work, text/plain", 415, "unsupported_media_type", wire.post("/v1/work", "{}", "Content-Type", "text/plain"));
    walk.row("traceparent in and out", "the same trace id", wire.get("/v1/status", "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"),
      got -> got.header("traceparent").startsWith("00-" + TRACE));
    walk.notShown("any call, too many of one caller", "429 rate_limited + Retry-After", "the rate is off unless it is set; LimitsTest shows it");
    walk.notShown("a claim that waits, too many on one node", "503 overloaded + Retry-After", "it takes 4,096 of them; LimitsTest shows it");
    walk.notShown("a write without an answer in time", "503 outcome_unknown", "nothing is broken here; RefusalsTest and the system tests show it");
    walk.notShown("wip_limit, reservation_conflict, budget_exhausted", "409", "no part of the service has these bounds yet");
  }

  /** Through every node, so that some of them lie on another node than the one that is asked. */
  private void largest() {
    String wide = "\u8a9e";
    String body = "{'id':'large-%d-" + run + "','work_type':'walk','title':'" + wide.repeat(500) + "','description':'" + wide.repeat(20_000) + "','payload':'" + wide.repeat(65_000)
      + "','resources':[" + ("'" + wide.repeat(500) + "',").repeat(99) + "'x']}";
    Reply worst = wire.post("/v1/work", String.format(body, 0));
    for (int number = 1; number < 6 && worst.status() == 201; number++) {
      worst = wire.post("/v1/work", String.format(body, number));
    }
    walk.row("POST /v1/work, six as large as the bounds allow", 201, worst);
  }

  private void repeats() {
    String body = "{'work_type':'walk','title':'Once'}";
    Reply first = walk.row("POST /v1/work, Idempotency-Key", "201", wire.post("/v1/work", body, "Idempotency-Key", "once-" + run), got -> got.status() == 201);
    walk.row("POST /v1/work, the same key and body", "200, the same item", wire.post("/v1/work", body, "Idempotency-Key", "once-" + run),
      got -> got.status() == 200 && got.at("/id").equals(first.at("/id")));
    walk.row("POST /v1/work, request_id in the body", "200, the same item", wire.post("/v1/work", body.replace("}", ",'request_id':'once-" + run + "'}")),
      got -> got.status() == 200 && got.at("/id").equals(first.at("/id")));
    walk.refused("POST /v1/work, the same key, another body", 422, "idempotency_key_reused", wire.post("/v1/work", body.replace("Once", "Twice"), "Idempotency-Key", "once-" + run));
  }
}
