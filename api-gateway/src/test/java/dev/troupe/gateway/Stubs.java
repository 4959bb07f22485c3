package dev.troupe.gateway;

import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.AgentReply.Directive;
import dev.troupe.protocol.AgentReply.HeldLease;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.BoardQuery;
import dev.troupe.protocol.BoardQuery.BoardReply;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.Page;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.ScalingAdvice;
import dev.troupe.protocol.ScalingQuery;
import dev.troupe.protocol.StoredEvent;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkStatus;
import dev.troupe.protocol.WorkView;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Answers in the place of the entities. An item or agent named {@code refuse-<code>} refuses everything with that code, one named
 * {@code silent} never answers; every other does what it is asked. What was asked is remembered.
 */
public final class Stubs {
  private static final WorkId NONE = new WorkId("w-none");

  public final Map<String, WorkSpec> items = new ConcurrentHashMap<>();
  public final Set<String> agents = ConcurrentHashMap.newKeySet();
  public final ConcurrentLinkedDeque<WorkCommand> askedOfWork = new ConcurrentLinkedDeque<>();
  public final ConcurrentLinkedDeque<AgentCommand> askedOfAgents = new ConcurrentLinkedDeque<>();
  public final ConcurrentLinkedDeque<BoardQuery.Read> askedOfBoard = new ConcurrentLinkedDeque<>();
  public final Queue<String> added = new ConcurrentLinkedDeque<>();

  public <C extends WorkCommand> C lastOfWork(Class<C> type) {
    return type.cast(askedOfWork.getLast());
  }

  public <C extends AgentCommand> C lastOfAgents(Class<C> type) {
    return type.cast(askedOfAgents.getLast());
  }

  void onWork(String id, WorkCommand command) {
    askedOfWork.add(command);
    if (command instanceof WorkCommand.Asked asked && !id.equals("silent")) {
      asked.replyTo().tell(refusal(id).<WorkReply>map(WorkReply.Refused::new).orElseGet(() -> answer(new WorkId(id), asked)));
    }
  }

  void onAgent(String id, AgentCommand command) {
    askedOfAgents.add(command);
    if (command instanceof AgentCommand.Asked asked && !id.equals("silent")) {
      asked.replyTo().tell(refusal(id).<AgentReply>map(AgentReply.Refused::new).orElseGet(() -> answer(new AgentId(id), asked)));
    }
  }

  void onBoard(BoardQuery query) {
    if (query instanceof BoardQuery.Summarize summarize) {
      summarize
          .replyTo()
          .tell(
              new BoardReply.Summary(
                  Map.of(AgentStatus.ACTIVE, 3L, AgentStatus.LOST, 1L),
                  Map.of(WorkStatus.READY, 5L, WorkStatus.COMPLETED, 9L, WorkStatus.FAILED, 1L),
                  42,
                  Optional.of(Duration.ofMillis(250)),
                  0,
                  Samples.NOW));
    } else if (query instanceof BoardQuery.Read read) {
      askedOfBoard.add(read);
      read.replyTo().tell(answer(read));
    }
  }

  static void onScaling(ScalingQuery query) {
    if (query instanceof ScalingQuery.Advise advise) {
      List<ScalingAdvice.Signal> signals =
          List.of(
              new ScalingAdvice.Signal(ScalingAdvice.Kind.READY_ITEMS, Optional.of(45_000.0), 10_000, Optional.of(5)),
              new ScalingAdvice.Signal(ScalingAdvice.Kind.CPU_RATIO, Optional.empty(), 0.6, Optional.empty()));
      ScalingAdvice advice = new ScalingAdvice(3, Optional.of(5), "Much waits.", 3, 7, Samples.NOW.plusSeconds(60), signals, Samples.NOW);
      advise.replyTo().tell(new ScalingQuery.ScalingReply.Advised(advice));
    }
  }

  /** A page of one, with a place to go on; {@code w-none} was never added, and the cursor {@code foreign} is refused. */
  private static BoardReply answer(BoardQuery.Read read) {
    WorkView item = Samples.work(new WorkId("w-1"), Samples.SPEC);
    Optional<String> next = Optional.of("bmV4dA");
    if (read instanceof BoardQuery.ListWork list) {
      return list.wanted().cursor().equals(Optional.of("foreign"))
          ? new BoardReply.Refused(Refusal.invalid("cursor", "Expected a cursor of this very list."))
          : new BoardReply.WorkPage(new Page<>(List.of(item), next), Samples.NOW);
    }
    if (read instanceof BoardQuery.ListAgents) {
      AgentProfile profile = new AgentProfile(Samples.SPEC.team(), Set.of(), 1, Optional.empty(), Map.of());
      return new BoardReply.AgentPage(new Page<>(List.of(Samples.agent(new AgentId("a-1"), profile)), Optional.empty()), Samples.NOW);
    }
    if (read instanceof BoardQuery.ReadPast past) {
      return past.work().equals(NONE) ? noSuchWork() : new BoardReply.PastWork(item);
    }
    if (read instanceof BoardQuery.ReadHistory history && history.work().equals(NONE)) {
      return noSuchWork();
    }
    StoredEvent event =
        new StoredEvent(
            "812-4711", "work", "w-1", 2, "work.claimed", Samples.NOW, Optional.of("a-1"), Optional.of("agent:a-1"), Optional.of("r-1"),
            Optional.empty(), Optional.of("why"), "{\"lease_seconds\":60}");
    return new BoardReply.EventPage(new Page<>(List.of(event), Optional.empty()), Samples.NOW);
  }

  private static BoardReply noSuchWork() {
    return new BoardReply.Refused(Refusal.of(Code.NOT_FOUND, "Expected work " + NONE + ", but there is none."));
  }

  private static Optional<Refusal> refusal(String id) {
    if (!id.startsWith("refuse-")) {
      return Optional.empty();
    }
    Code code = Code.valueOf(id.substring("refuse-".length()).toUpperCase(Locale.ROOT));
    return Optional.of(
        switch (code) {
          case ALREADY_CLAIMED -> Refusal.alreadyClaimed(new WorkId(id), new AgentId("a-9"), Samples.NOW);
          case DEPENDENCY_CYCLE -> Refusal.cycle(List.of(new WorkId("w-1"), new WorkId("w-2"), new WorkId("w-1")));
          case INVALID -> Refusal.invalid("title", "Expected another.");
          case OVER_CAPACITY -> Refusal.limited(code, "Expected room.", 3);
          default -> Refusal.of(code, "Expected otherwise.");
        });
  }

  private WorkReply answer(WorkId id, WorkCommand.Asked asked) {
    if (asked instanceof WorkCommand.Add add) {
      WorkSpec before = items.putIfAbsent(id.value(), add.spec());
      added.add(id.value());
      return before == null || before.equals(add.spec())
          ? accepted(id, add.spec(), before != null)
          : new WorkReply.Refused(Refusal.of(Code.IDEMPOTENCY_KEY_REUSED, "Expected the same item."));
    }
    WorkSpec spec = items.get(id.value());
    return spec == null
        ? new WorkReply.Refused(Refusal.of(Code.NOT_FOUND, "Expected work " + id + ", but there is none."))
        : accepted(id, spec, false);
  }

  private static WorkReply accepted(WorkId id, WorkSpec spec, boolean repeated) {
    WorkView view = Samples.work(id, spec);
    return new WorkReply.Accepted(view, repeated);
  }

  private AgentReply answer(AgentId id, AgentCommand.Asked asked) {
    if (asked instanceof AgentCommand.Register register) {
      return new AgentReply.Accepted(Samples.agent(id, register.profile()), agents.add(id.value()));
    }
    if (!agents.contains(id.value())) {
      return new AgentReply.Refused(Refusal.of(Code.NOT_FOUND, "Expected agent " + id + ", but there is none."));
    }
    if (asked instanceof AgentCommand.ClaimNext next) {
      return new AgentReply.Claims(next.max() == 100 ? List.of() : List.of(grant(new WorkId("w-1"))));
    }
    if (asked instanceof AgentCommand.ClaimById byId) {
      return new AgentReply.Claims(List.of(grant(byId.work())));
    }
    if (asked instanceof AgentCommand.Heartbeat) {
      return beat();
    }
    AgentView view = Samples.agent(id, new AgentProfile(Samples.SPEC.team(), Set.of(), 1, Optional.empty(), Map.of()));
    return new AgentReply.Accepted(view, false);
  }

  private static ClaimGrant grant(WorkId work) {
    return new ClaimGrant(Samples.work(work, Samples.SPEC), new LeaseToken(7), Samples.NOW.plusSeconds(60), 2);
  }

  private static AgentReply beat() {
    return new AgentReply.Beat(
        List.of(new Directive(Directive.Kind.CANCEL, Optional.of(new WorkId("w-1")), Optional.of(new LeaseToken(7)), "No longer needed.")),
        List.of(
            new HeldLease(new WorkId("w-1"), new LeaseToken(7), Optional.empty(), false, false),
            new HeldLease(new WorkId("w-2"), new LeaseToken(1), Optional.of(Samples.NOW), true, true)));
  }
}
