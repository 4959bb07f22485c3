package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.HttpResponse;
import dev.troupe.gateway.http.AdmissionRule.Seen;
import dev.troupe.gateway.http.Permissions.Found;
import dev.troupe.protocol.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long SECOND = 1_000_000_000;
  private static final long QUARTER = SECOND / 4;
  private static final AdmissionRule RULE = new AdmissionRule(Duration.ofMillis(500), 20, 1_000);
  private static final Found.Listed ADD = call("POST", "v1", "work");
  private static final Found.Listed ADD_MANY = call("POST", "v1", "work", "batch");
  private static final Found.Listed CLAIM = call("POST", "v1", "agents", "a-1", "claims");
  private static final Found.Listed CLAIM_ONE = call("POST", "v1", "work", "w-1", "claim");
  private static final Found.Listed COMPLETE = call("POST", "v1", "work", "w-1", "complete");
  private static final Found.Listed READ = call("GET", "v1", "work", "w-1");

  private final AtomicLong now = new AtomicLong(7);
  private final Admission admission = new Admission(RULE, now::get);
  private final Queue<CompletableFuture<HttpResponse>> underWay = new ArrayDeque<>();

  @Test
  void fallsAtOnceToWhatTheNodeWasSeenToDoInTime() {
    assertThat(RULE.next(1_000, new Seen(QUARTER, 100, 51))).as("400 a second, half a second each").isEqualTo(200);
    assertThat(RULE.next(150, new Seen(QUARTER, 100, 51))).as("never up by being late").isEqualTo(150);
    assertThat(RULE.next(1_000, new Seen(QUARTER, 1, 1))).as("some are always let in").isEqualTo(20);
  }

  @Test
  void risesByAThirtiethWhileMostAreInTime() {
    assertThat(RULE.next(200, new Seen(QUARTER, 100, 50))).isEqualTo(206);
    assertThat(RULE.next(20, new Seen(QUARTER, 100, 0))).isEqualTo(21);
    assertThat(RULE.next(990, new Seen(QUARTER, 100, 0))).isEqualTo(1_000);
    assertThat(new AdmissionRule(Duration.ofMillis(1), 1, 9).next(1, new Seen(QUARTER, 1, 0))).isEqualTo(2);
  }

  @Test
  void refusesNewItemsFirstThenClaimsAndNeverWhatEndsWork() {
    begin(COMPLETE, 100);
    answerAll(SECOND);
    assertThat(admission.bound()).as("100 answers in a quarter of a second").isEqualTo(200);

    begin(COMPLETE, 199);
    assertThat(List.of(ADD, ADD_MANY, CLAIM, CLAIM_ONE, COMPLETE)).allMatch(this::isAdmitted);
    begin(COMPLETE, 1);
    assertThat(List.of(ADD, ADD_MANY)).noneMatch(this::isAdmitted);
    assertThat(List.of(CLAIM, CLAIM_ONE, COMPLETE, READ)).allMatch(this::isAdmitted);
    begin(COMPLETE, 100);
    assertThat(List.of(ADD, ADD_MANY, CLAIM, CLAIM_ONE)).noneMatch(this::isAdmitted);
    begin(COMPLETE, 1_000);
    assertThat(List.of(COMPLETE, READ)).allMatch(this::isAdmitted);

    Refusal refusal = admission.refusal(ADD).orElseThrow();
    assertThat(refusal.code()).isEqualTo(Refusal.Code.OVERLOADED);
    assertThat(refusal.limit()).contains(200L);
  }

  @Test
  void takesNewWorkAgainOnceAnswersAreInTime() {
    begin(COMPLETE, 100);
    answerAll(SECOND);
    begin(COMPLETE, 200);
    assertThat(isAdmitted(ADD)).isFalse();
    answerAll(QUARTER);
    assertThat(isAdmitted(ADD)).isTrue();
    assertThat(admission.bound()).isEqualTo(206);
    for (int look = 0; look < 60; look++) {
      begin(COMPLETE, 2);
      answerAll(QUARTER);
    }
    assertThat(admission.bound()).as("after a minute of answers in time").isEqualTo(1_000);
  }

  @Test
  void doesNotTakeAFewLateAnswersForAnOverload() {
    begin(COMPLETE, 9);
    answerAll(8 * SECOND);
    assertThat(admission.bound()).isEqualTo(1_000);
  }

  @Test
  void countsNoReads() {
    begin(READ, 2_000);
    assertThat(isAdmitted(ADD)).isTrue();
    answerAll(60 * SECOND);
    assertThat(admission.bound()).isEqualTo(1_000);
  }

  @Test
  void takesAClaimForOneThatWaitsForWorkOnceItIsNotYoung() {
    begin(CLAIM, 1_000);
    assertThat(isAdmitted(ADD)).isFalse();
    now.addAndGet(2 * SECOND);
    assertThat(isAdmitted(ADD)).isTrue();
    answerAll(60 * SECOND);
    assertThat(admission.bound()).as("how long they waited tells nothing").isEqualTo(1_000);
    begin(CLAIM, 1_000);
    answerAll(QUARTER);
    assertThat(isAdmitted(ADD)).isTrue();
  }

  @Test
  void countsYoungCallsToATenthOfTheirYouth() {
    YoungCalls young = new YoungCalls(SECOND);
    for (long begun = -20 * SECOND; begun < 20 * SECOND; begun += SECOND / 50) {
      young.began(begun);
      young.began(begun);
      young.ended(begun);
      young.ended(begun - 5 * SECOND);
      if (begun > -18 * SECOND) {
        assertThat(young.count(begun)).isBetween(50, 55);
      }
    }
    assertThat(young.count(22 * SECOND)).isZero();
  }

  @Test
  void countsAChangeThatFailsAsEnded() {
    for (int call = 0; call < 1_000; call++) {
      assertThatThrownBy(
              () -> admission.watch(ADD, () -> {
                throw new IllegalStateException("a fault");
              }))
          .hasMessage("a fault");
      begin(ADD, 1);
      underWay.poll().completeExceptionally(new IllegalStateException("another"));
    }
    assertThat(isAdmitted(ADD)).isTrue();
  }

  @Test
  void refusesNothingWhenItIsOff() {
    Admission off = new Admission(new AdmissionRule(Duration.ZERO, 1, 1), now::get);
    for (int call = 0; call < 100; call++) {
      off.watch(ADD, CompletableFuture::new);
    }
    assertThat(off.refusal(ADD)).isEmpty();
  }

  private boolean isAdmitted(Found.Listed call) {
    return admission.refusal(call).isEmpty();
  }

  private void begin(Found.Listed call, int times) {
    for (int time = 0; time < times; time++) {
      CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
      underWay.add(answer);
      admission.watch(call, () -> answer);
    }
  }

  /** The last one a quarter of a second after the others, so that it closes the look they are in. */
  private void answerAll(long afterNanos) {
    now.addAndGet(afterNanos);
    while (!underWay.isEmpty()) {
      if (underWay.size() == 1) {
        now.addAndGet(QUARTER);
      }
      underWay.poll().complete(HttpResponse.create());
    }
  }

  private static Found.Listed call(String method, String... path) {
    return (Found.Listed) Permissions.of(method, List.of(path));
  }
}
