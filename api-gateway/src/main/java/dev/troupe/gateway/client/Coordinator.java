package dev.troupe.gateway.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Routers;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.japi.function.Function;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentFilter;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.AuditFilter;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Json;
import dev.troupe.protocol.LeaseRef;
import dev.troupe.protocol.Outcome;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.ScalingQuery;
import dev.troupe.protocol.ScalingQuery.ScalingReply;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkFilter;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the entities, one method per verb. An ask that is not answered in time becomes a refusal: {@code OUTCOME_UNKNOWN} for a change
 * (it may have been stored: repeat it with the same request id), {@code UNAVAILABLE} for a read. Every stage it returns completes on the
 * system's default dispatcher.
 */
public final class Coordinator {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final ActorRef<BoardQuery> board;
  private final ActorRef<ScalingQuery> scaling;
  private final CoordinatorSettings settings;
  private final Executor executor;
  private final Fanout fanout;
  private final PatientAsk patient;
  private final BatchAsk batches;
  private final Membership membership;

  private Coordinator(
      ActorSystem<?> system,
      ClusterSharding sharding,
      ActorRef<BoardQuery> board,
      ActorRef<ScalingQuery> scaling,
      ActorRef<WorkBatch> clerk,
      CoordinatorSettings settings) {
    this.system = system;
    this.sharding = sharding;
    this.board = board;
    this.scaling = scaling;
    this.settings = settings;
    this.executor = system.executionContext();
    this.fanout = new Fanout(system);
    this.patient = new PatientAsk(settings.askAgainAfter(), system);
    this.membership = new Membership(system);
    this.batches = new BatchAsk(system, clerk, this::askOne, fanout, settings);
  }

  /**
   * Call it once per system. On a node that has the coordinator role, the entities must be initialised before the first ask; on any
   * other node this starts the proxies that reach them.
   */
  public static Coordinator start(ActorSystem<?> system, CoordinatorSettings settings) {
    ClusterSharding sharding = ClusterSharding.get(system);
    if (!Cluster.get(system).selfMember().hasRole(settings.role())) {
      startProxy(sharding, WorkCommand.TYPE_KEY, settings.role());
      startProxy(sharding, AgentCommand.TYPE_KEY, settings.role());
    }
    ActorRef<BoardQuery> board =
        system.systemActorOf(Routers.group(BoardQuery.SERVICE_KEY), "troupe-gateway-board", Props.empty());
    ActorRef<ScalingQuery> scaling =
        system.systemActorOf(Routers.group(ScalingQuery.SERVICE_KEY), "troupe-gateway-scaling", Props.empty());
    ActorRef<WorkBatch> clerk =
        system.systemActorOf(Routers.group(WorkBatch.SERVICE_KEY).withRandomRouting(true), "troupe-gateway-clerk", Props.empty());
    return new Coordinator(system, sharding, board, scaling, clerk, settings);
  }

  private static <M> void startProxy(ClusterSharding sharding, EntityTypeKey<M> key, String role) {
    sharding.init(Entity.of(key, context -> Behaviors.<M>empty()).withRole(role));
  }

  public CompletionStage<AgentReply> agent(AgentId id) {
    return readAgent(id, AgentCommand.Get::new);
  }

  public CompletionStage<AgentReply> register(AgentId id, AgentProfile profile, Cause cause) {
    return changeAgent(id, replyTo -> new AgentCommand.Register(profile, cause, replyTo));
  }

  public CompletionStage<AgentReply> heartbeat(AgentId id, List<LeaseRef> leases, Optional<Usage> usage, Cause cause) {
    boolean repeatable = usage.isEmpty() || cause.requestId().isPresent();
    return askAgent(
        id,
        settings.writeTimeout(),
        Code.OUTCOME_UNKNOWN,
        repeatable,
        replyTo -> new AgentCommand.Heartbeat(leases, usage, cause, replyTo));
  }

  public CompletionStage<AgentReply> drain(AgentId id, Cause cause) {
    return changeAgent(id, replyTo -> new AgentCommand.Drain(cause, replyTo));
  }

  public CompletionStage<AgentReply> resume(AgentId id, Cause cause) {
    return changeAgent(id, replyTo -> new AgentCommand.Resume(cause, replyTo));
  }

  public CompletionStage<AgentReply> retire(AgentId id, boolean force, Cause cause) {
    return changeAgent(id, replyTo -> new AgentCommand.Retire(force, cause, replyTo));
  }

  /** Takes as long as the agent is willing to wait, and the margin at most. */
  public CompletionStage<AgentReply> claimNext(AgentId id, ClaimNext wanted, RequestId requestId, Cause cause) {
    Optional<Long> ask = newAsk();
    return askAgent(
        id,
        settings.claimMargin().plus(wanted.maxWait()),
        Code.OUTCOME_UNKNOWN,
        true,
        replyTo ->
            new AgentCommand.ClaimNext(
                wanted.max(), wanted.maxWait(), wanted.workTypes(), wanted.teams(), wanted.lease(), requestId, cause, replyTo, ask));
  }

  /** What an agent asks for; the bounds are those of {@link AgentCommand.ClaimNext}. */
  public record ClaimNext(int max, Duration maxWait, Set<String> workTypes, List<TeamId> teams, Optional<Duration> lease) {}

  public CompletionStage<AgentReply> claimById(
      AgentId id, WorkId work, Optional<Duration> lease, RequestId requestId, Cause cause) {
    Optional<Long> ask = newAsk();
    return askAgent(
        id,
        settings.claimMargin(),
        Code.OUTCOME_UNKNOWN,
        true,
        replyTo -> new AgentCommand.ClaimById(work, lease, requestId, cause, replyTo, ask));
  }

  private static Optional<Long> newAsk() {
    return Optional.of(ThreadLocalRandom.current().nextLong());
  }

  public CompletionStage<WorkReply> work(WorkId id) {
    return askWork(id, settings.readTimeout(), Code.UNAVAILABLE, true, WorkCommand.Get::new);
  }

  /** Refused as invalid when a dependency does not exist, as a cycle when the item names itself. */
  public CompletionStage<WorkReply> add(NewWork item) {
    return item.spec().dependsOn().isEmpty() ? addNow(item) : addAll(List.of(item)).thenApply(replies -> replies.get(item.id()));
  }

  /**
   * Adds many; each is answered for itself.
   *
   * @param items no two of the same id; they may depend on one another
   */
  public CompletionStage<Map<WorkId, WorkReply>> addAll(List<NewWork> items) {
    return new BatchAdd(items, batches, Deadline.in(settings.batchTimeout())).run();
  }

  private CompletionStage<WorkReply> askOne(WorkBatch.Order order) {
    return order instanceof WorkBatch.Look look ? work(look.work()) : changeWork(order.work(), order::command);
  }

  private CompletionStage<WorkReply> addNow(NewWork item) {
    return askOne(item.order());
  }

  public CompletionStage<WorkReply> reportProgress(
      HeldWork held, int percent, Optional<String> note, Optional<Json> checkpoint, Optional<Usage> usage, Cause cause) {
    return changeWorkUnderKey(
        held.work(),
        cause,
        replyTo ->
            new WorkCommand.ReportProgress(held.agent(), held.token(), percent, note, checkpoint, usage, cause, replyTo));
  }

  public CompletionStage<WorkReply> complete(Completion done) {
    return askOne(done.order());
  }

  /** Completes many; the answers are in the order of the items. */
  public CompletionStage<List<WorkReply>> completeAll(List<Completion> items) {
    return batches.all(items.stream().map(Completion::order).toList(), Deadline.in(settings.batchTimeout()));
  }

  /** That an item was done, and what came of it. */
  public record Completion(HeldWork held, Outcome outcome, Optional<Json> result, Optional<Usage> usage, Cause cause) {
    WorkBatch.Order order() {
      return new WorkBatch.Complete(held.work(), held.agent(), held.token(), outcome, result, usage, cause);
    }
  }

  public CompletionStage<WorkReply> fail(HeldWork held, String reason, boolean retryable, Cause cause) {
    return changeWork(
        held.work(), replyTo -> new WorkCommand.Fail(held.agent(), held.token(), reason, retryable, cause, replyTo));
  }

  public CompletionStage<WorkReply> release(HeldWork held, Optional<String> handoff, Cause cause) {
    return changeWork(held.work(), replyTo -> new WorkCommand.Release(held.agent(), held.token(), handoff, cause, replyTo));
  }

  public CompletionStage<WorkReply> cancel(WorkId id, Optional<String> reason, Cause cause) {
    return changeWork(id, replyTo -> new WorkCommand.Cancel(reason, cause, replyTo));
  }

  public CompletionStage<WorkReply> retry(WorkId id, Cause cause) {
    return changeWorkUnderKey(id, cause, replyTo -> new WorkCommand.Retry(cause, replyTo));
  }

  public CompletionStage<WorkReply> approve(WorkId id, Optional<String> note, Cause cause) {
    return changeWork(id, replyTo -> new WorkCommand.Approve(note, cause, replyTo));
  }

  /** The item is ready again, with the reason as the handoff note for its next holder. */
  public CompletionStage<WorkReply> reject(WorkId id, String reason, Cause cause) {
    return changeWork(id, replyTo -> new WorkCommand.Reject(reason, cause, replyTo));
  }

  /** Counts over the whole fleet, from whichever board answers. */
  public CompletionStage<BoardReply> summarize() {
    return askBoard(BoardQuery.Summarize::new);
  }

  /** How many nodes there should be, from the one node that looks after it. */
  public CompletionStage<ScalingReply> adviseScaling() {
    return AskPattern.<ScalingQuery, ScalingReply>ask(scaling, ScalingQuery.Advise::new, settings.readTimeout(), system.scheduler())
        .handleAsync(
            (reply, failure) ->
                failure == null
                    ? reply
                    : new ScalingReply.Refused(late(Code.UNAVAILABLE, "the scaling advisor", settings.readTimeout(), failure)),
            executor);
  }

  public CompletionStage<BoardReply> listWork(WorkFilter filter, Page.Wanted wanted) {
    return askBoard(replyTo -> new BoardQuery.ListWork(filter, wanted, replyTo));
  }

  public CompletionStage<BoardReply> listAgents(AgentFilter filter, Page.Wanted wanted) {
    return askBoard(replyTo -> new BoardQuery.ListAgents(filter, wanted, replyTo));
  }

  public CompletionStage<BoardReply> history(WorkId id, Page.Wanted wanted) {
    return askBoard(replyTo -> new BoardQuery.ReadHistory(id, wanted, replyTo));
  }

  public CompletionStage<BoardReply> pastWork(WorkId id, Instant at) {
    return askBoard(replyTo -> new BoardQuery.ReadPast(id, at, replyTo));
  }

  public CompletionStage<BoardReply> audit(AuditFilter filter, Page.Wanted wanted) {
    return askBoard(replyTo -> new BoardQuery.Audit(filter, wanted, replyTo));
  }

  private CompletionStage<BoardReply> askBoard(Function<ActorRef<BoardReply>, BoardQuery> query) {
    return AskPattern.<BoardQuery, BoardReply>ask(board, query, settings.readTimeout(), system.scheduler())
        .handleAsync(
            (reply, failure) ->
                failure == null
                    ? reply
                    : new BoardReply.Refused(late(Code.UNAVAILABLE, "the read side", settings.readTimeout(), failure)),
            executor);
  }

  private CompletionStage<AgentReply> readAgent(AgentId id, Function<ActorRef<AgentReply>, AgentCommand> command) {
    return askAgent(id, settings.readTimeout(), Code.UNAVAILABLE, true, command);
  }

  private CompletionStage<AgentReply> changeAgent(AgentId id, Function<ActorRef<AgentReply>, AgentCommand> command) {
    return askAgent(id, settings.writeTimeout(), Code.OUTCOME_UNKNOWN, true, command);
  }

  private CompletionStage<AgentReply> askAgent(
      AgentId id, Duration timeout, Code whenLate, boolean repeatable, Function<ActorRef<AgentReply>, AgentCommand> command) {
    EntityRef<AgentCommand> agent = sharding.entityRefFor(AgentCommand.TYPE_KEY, id.value());
    CompletionStage<AgentReply> asked = repeatable ? patient.ask(agent, command, timeout) : patient.askOnce(agent, command, timeout);
    return asked.handle(
        (reply, failure) -> failure == null ? reply : new AgentReply.Refused(late(whenLate, "agent " + id, timeout, failure)));
  }

  /** A change that its token or its id makes the same change when it is asked twice. */
  private CompletionStage<WorkReply> changeWork(WorkId id, Function<ActorRef<WorkReply>, WorkCommand> command) {
    return askWork(id, settings.writeTimeout(), Code.OUTCOME_UNKNOWN, true, command);
  }

  /** A change that only its request id makes the same; without one it is asked once. */
  private CompletionStage<WorkReply> changeWorkUnderKey(
      WorkId id, Cause cause, Function<ActorRef<WorkReply>, WorkCommand> command) {
    return askWork(id, settings.writeTimeout(), Code.OUTCOME_UNKNOWN, cause.requestId().isPresent(), command);
  }

  private CompletionStage<WorkReply> askWork(
      WorkId id, Duration timeout, Code whenLate, boolean repeatable, Function<ActorRef<WorkReply>, WorkCommand> command) {
    EntityRef<WorkCommand> item = sharding.entityRefFor(WorkCommand.TYPE_KEY, id.value());
    CompletionStage<WorkReply> asked = repeatable ? patient.ask(item, command, timeout) : patient.askOnce(item, command, timeout);
    return asked.handle(
        (reply, failure) -> failure == null ? reply : new WorkReply.Refused(late(whenLate, "work " + id, timeout, failure)));
  }

  private Refusal late(Code code, String who, Duration timeout, Throwable failure) {
    LOG.debug("No answer from {} within {}: {}", who, timeout, failure.toString());
    return membership.late(code, who, timeout);
  }
}
