package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import dev.troupe.gateway.http.Permissions.Access;
import dev.troupe.gateway.http.Permissions.Found;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses what begins work while this node has more under way than it can do in time ({@link AdmissionRule}), before its body is read: a queue that grows makes everybody late and gets nothing done sooner. First new
 * items are refused, then claims. What ends work or keeps it is never refused: it makes room.
 */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final Set<String> ADDS = Set.of("POST /v1/work", "POST /v1/work/batch");
  /** May wait for work to appear, so it counts for a short time only, and does not tell how long answers take. */
  private static final String CLAIM_NEXT = "POST /v1/agents/{agent_id}/claims";
  private static final Set<String> CLAIMS = Set.of(CLAIM_NEXT, "POST /v1/work/{work_id}/claim");
  private static final double CLAIMS_SHARE = 1.5;
  private static final long LOOK_NANOS = 100_000_000;
  private static final int ENOUGH_ANSWERS = 10;

  private final AdmissionRule rule;
  private final LongSupplier nanos;
  private final YoungCalls claims;
  private int changes;
  private int bound;
  private boolean refusing;
  private long lookedNanos;
  private int answered;
  private int late;

  /** @param nanos the time, as {@link System#nanoTime} */
  Admission(AdmissionRule rule, LongSupplier nanos) {
    this.rule = rule;
    this.nanos = nanos;
    this.claims = new YoungCalls(2 * rule.answerWithin().toNanos());
    this.bound = rule.most();
  }

  /** As overloaded, with nothing done; empty when the call may come in. */
  Optional<Refusal> refusal(Found.Listed call) {
    if (rule.isOff()) {
      return Optional.empty();
    }
    if (ADDS.contains(call.name())) {
      return refusal(1);
    }
    return CLAIMS.contains(call.name()) ? refusal(CLAIMS_SHARE) : Optional.empty();
  }

  private synchronized Optional<Refusal> refusal(double share) {
    int most = (int) (bound * share);
    int underWay = changes + claims.count(nanos.getAsLong());
    if (underWay < most) {
      return Optional.empty();
    }
    if (!refusing) {
      refusing = true;
      LOG.warn("This node has {} changes under way, more than it answers within {}: it refuses new work.", underWay, rule.answerWithin());
    }
    String detail = "Expected this node to have fewer changes under way than it can do in time. Nothing was done; come again later, or ask another node.";
    return Optional.of(Refusal.limited(Code.OVERLOADED, detail, most));
  }

  /** Counts the call while it is under way, when it is a change. */
  CompletionStage<HttpResponse> watch(Found.Listed call, Supplier<CompletionStage<HttpResponse>> answer) {
    if (rule.isOff() || call.access() != Access.WORK) {
      return answer.get();
    }
    boolean mayWait = call.name().equals(CLAIM_NEXT);
    long begun = nanos.getAsLong();
    began(begun, mayWait);
    try {
      return answer.get().whenComplete((response, failure) -> ended(begun, mayWait));
    } catch (RuntimeException fault) {
      ended(begun, mayWait);
      throw fault;
    }
  }

  synchronized int bound() {
    return bound;
  }

  private synchronized void began(long now, boolean mayWait) {
    if (mayWait) {
      claims.began(now);
    } else {
      changes++;
    }
  }

  private synchronized void ended(long begun, boolean mayWait) {
    if (mayWait) {
      claims.ended(begun);
    } else {
      changes--;
      long now = nanos.getAsLong();
      answered(now - begun > rule.answerWithin().toNanos(), now);
    }
  }

  private void answered(boolean isLate, long now) {
    if (answered == 0) {
      lookedNanos = now;
    }
    answered++;
    late += isLate ? 1 : 0;
    AdmissionRule.Seen seen = new AdmissionRule.Seen(now - lookedNanos, answered, late);
    if (seen.nanos() < LOOK_NANOS) {
      return;
    }
    // A few that are late tell of themselves, not of the node: their items may just be moving.
    if (answered >= ENOUGH_ANSWERS || !rule.isTooLate(seen)) {
      bound = rule.next(bound, seen);
    }
    answered = 0;
    late = 0;
    if (bound == rule.most() && refusing) {
      refusing = false;
      LOG.info("This node answers in time again, and takes new work.");
    }
  }
}
