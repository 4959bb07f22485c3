package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.client.NewWork;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.WorkId;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/work}: add, claim by id, progress, complete, fail, release, cancel, retry, approve, reject; batches are in {@link WorkBatches}, reads in
 * {@link ReadRoutes}.
 */
final class WorkRoutes {
  private final Coordinator coordinator;
  private final Calls calls;
  private final WorkIds ids;
  private final WorkBatches batches;

  WorkRoutes(Coordinator coordinator, Calls calls, WorkIds ids) {
    this.coordinator = coordinator;
    this.calls = calls;
    this.ids = ids;
    this.batches = new WorkBatches(coordinator, ids);
  }

  void enter(Endpoints endpoints) {
    endpoints
        .on("POST /v1/work", calls.change(this::add))
        .on("POST /v1/work/batch", calls.batch(batches::add))
        .on("POST /v1/work/complete", calls.batch(batches::complete))
        .onId("POST /v1/work/{work_id}/claim", id -> calls.change(call -> claim(id, call)))
        .onId("POST /v1/work/{work_id}/progress", id -> calls.change(call -> progress(id, call)))
        .onId("POST /v1/work/{work_id}/complete", id -> calls.change(call -> complete(id, call)))
        .onId("POST /v1/work/{work_id}/fail", id -> calls.change(call -> fail(id, call)))
        .onId("POST /v1/work/{work_id}/release", id -> calls.change(call -> release(id, call)))
        .onId("POST /v1/work/{work_id}/cancel", id -> calls.bareChange(call -> cancel(id, call)))
        .onId("POST /v1/work/{work_id}/retry", id -> calls.bareChange(call -> retry(id, call)))
        .onId("POST /v1/work/{work_id}/approve", id -> calls.bareChange(call -> approve(id, call)))
        .onId("POST /v1/work/{work_id}/reject", id -> calls.change(call -> reject(id, call)));
  }

  private CompletionStage<HttpResponse> add(Call call) {
    return WorkBodies.addition(call.fields())
        .fold(wanted -> coordinator.add(newWork(wanted, call, ids)).thenApply(Answers::added), Calls::refused);
  }

  /** Gives the item an id when it comes without: the one its key stands for, or a new one. */
  static NewWork newWork(WorkBodies.Addition wanted, Call call, WorkIds ids) {
    Cause cause = call.cause();
    WorkId id =
        wanted
            .id()
            .or(() -> call.requestId().map(RequestId::value).map(key -> WorkIds.derived(cause.actor(), key)))
            .orElseGet(ids::next);
    return new NewWork(id, wanted.spec(), cause);
  }

  private CompletionStage<HttpResponse> claim(String id, Call call) {
    return call.as(WorkBodies.ClaimById::agent, WorkBodies.claim(call.fields(), id))
        .fold(
            claim ->
                coordinator
                    .claimById(claim.agent(), claim.work(), claim.lease(), call.claimId(), call.causeOf(claim.agent()))
                    .thenApply(Answers::claim),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> progress(String id, Call call) {
    return call.as(report -> report.held().agent(), WorkBodies.progress(call.fields(), id))
        .fold(
            report ->
                coordinator
                    .reportProgress(
                        report.held(),
                        report.percent(),
                        report.note(),
                        report.checkpoint(),
                        report.usage(),
                        call.causeOf(report.held().agent()))
                    .thenApply(Answers::work),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> complete(String id, Call call) {
    return call.as(done -> done.held().agent(), WorkBodies.completion(call.fields(), id))
        .fold(done -> coordinator.complete(completion(done, call)).thenApply(Answers::work), Calls::refused);
  }

  static Coordinator.Completion completion(WorkBodies.Completed done, Call call) {
    return new Coordinator.Completion(
        done.held(), done.outcome(), done.result(), done.usage(), call.causeOf(done.held().agent()));
  }

  private CompletionStage<HttpResponse> fail(String id, Call call) {
    return call.as(failure -> failure.held().agent(), WorkBodies.failure(call.fields(), id))
        .fold(
            failure ->
                coordinator
                    .fail(failure.held(), failure.reason(), failure.retryable(), call.causeOf(failure.held().agent()))
                    .thenApply(Answers::work),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> release(String id, Call call) {
    return call.as(handover -> handover.held().agent(), WorkBodies.release(call.fields(), id))
        .fold(
            handover ->
                coordinator
                    .release(handover.held(), handover.handoff(), call.causeOf(handover.held().agent()))
                    .thenApply(Answers::work),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> cancel(String id, Call call) {
    return WorkBodies.cancellation(call.fields(), id)
        .fold(
            cancellation ->
                coordinator.cancel(cancellation.work(), cancellation.reason(), call.cause()).thenApply(Answers::work),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> retry(String id, Call call) {
    return WorkBodies.id(call.fields(), id)
        .fold(work -> coordinator.retry(work, call.cause()).thenApply(Answers::work), Calls::refused);
  }

  private CompletionStage<HttpResponse> approve(String id, Call call) {
    return WorkBodies.approval(call.fields(), id)
        .fold(
            approval -> coordinator.approve(approval.work(), approval.note(), call.cause()).thenApply(Answers::work),
            Calls::refused);
  }

  private CompletionStage<HttpResponse> reject(String id, Call call) {
    return WorkBodies.rejection(call.fields(), id)
        .fold(
            rejection -> coordinator.reject(rejection.work(), rejection.reason(), call.cause()).thenApply(Answers::work),
            Calls::refused);
  }
}
