package dev.troupe.node.dispatch;

import akka.actor.typed.ActorRef;
import dev.troupe.node.Directory;
import dev.troupe.node.OpenSpan;
import dev.troupe.node.dispatch.WaitingLine.Key;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.DispatchCommand.Match;
import dev.troupe.protocol.DispatchCommand.ProposalAnswered;
import dev.troupe.protocol.DispatchCommand.ReadyWork;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.telemetry.Metric;
import dev.troupe.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Brings ready items and agents together: proposes an item to itself on an agent's behalf, and goes on to the next when it refuses. No actor and
 * no clock in here, so that a simulation can drive it.
 */
final class Matchmaker {
  /** Time beyond an agent's own wait after which it is forgotten though nobody said that it is gone. */
  private static final Duration FORGET_MARGIN = Duration.ofSeconds(10);

  private final TeamId team;
  private final DispatchSettings settings;
  private final Directory directory;
  private final BiConsumer<Match, List<WorkId>> propose;
  private final Backlog backlog;
  private final WaitingLine line;
  private final Map<Key, Errand> errands = new HashMap<>();

  /** A match with proposals on their way. */
  private static final class Errand {
    final Match match;
    final long forgetAtNanos;
    final Map<WorkId, Proposal> proposals = new HashMap<>();
    int granted;

    /** Nothing more is to be proposed for it. */
    boolean cancelled;

    /** An item did not answer: whether it has granted a lease is not known. */
    boolean unsure;

    Errand(Match match, long forgetAtNanos) {
      this.match = match;
      this.forgetAtNanos = forgetAtNanos;
    }
  }

  private record Proposal(ReadyWork work, long atNanos, Optional<OpenSpan> span) {}

  /** @param propose asks items for a lease each for the agent of a match; their answers come back to {@link #answered} */
  Matchmaker(TeamId team, DispatchSettings settings, Directory directory, BiConsumer<Match, List<WorkId>> propose) {
    this.team = team;
    this.settings = settings;
    this.directory = directory;
    this.propose = propose;
    this.backlog = new Backlog(new MatchPolicy(settings.agingStep()), settings.backlogCapacity());
    this.line = new WaitingLine(settings.waitingCapacity());
  }

  int backlogSize() {
    return backlog.size();
  }

  int waiting() {
    return line.size();
  }

  boolean isBusy() {
    return line.size() > 0 || !errands.isEmpty();
  }

  /** Whether the read side may know of items that are not in here. */
  boolean wantsReload() {
    return backlog.isIncomplete() && backlog.size() < settings.reloadBelow();
  }

  void match(Match match, Instant now, long nowNanos) {
    Key key = Key.of(match);
    if (errands.containsKey(key)) {
      return;
    }
    if (match.nudgeOnly()) {
      if (backlog.hasFor(match)) {
        directory.tell(match.agent(), new AgentCommand.WorkArrived(match.requestId(), team));
      } else {
        waitInLine(match, forgetAt(match, nowNanos));
      }
      return;
    }
    boolean waited = line.remove(key);
    if (match.again().isPresent() && !waited) {
      settle(key, 0, true);
      return;
    }
    Errand errand = new Errand(match, forgetAt(match, nowNanos));
    proposeFromBacklog(errand, match.max(), now, nowNanos);
    if (errand.proposals.isEmpty()) {
      waitOrSettle(errand);
    } else {
      errands.put(key, errand);
    }
  }

  void cancel(DispatchCommand.CancelMatch cancel) {
    Key key = new Key(cancel.agent(), cancel.requestId());
    Errand errand = errands.get(key);
    if (errand != null) {
      errand.cancelled = true;
    } else {
      settle(key, 0, !line.remove(key));
    }
  }

  void ready(ReadyWork work, Instant now, long nowNanos) {
    backlog.add(work);
    serve(work, now, nowNanos);
  }

  void gone(DispatchCommand.WorkGone work, long nowNanos) {
    backlog.gone(work.work(), work.version(), nowNanos);
  }

  void answered(ProposalAnswered answer, Instant now, long nowNanos) {
    if (answer.version() > 0 && !answer.stillReady()) {
      backlog.gone(answer.work(), answer.version(), nowNanos);
    }
    Errand errand = errands.get(new Key(answer.agent(), answer.requestId()));
    Proposal proposal = errand == null ? null : errand.proposals.remove(answer.work());
    if (proposal == null) {
      return;
    }
    proposal.span().ifPresent(span -> span.end(!answer.granted(), Map.of("troupe.team", team.value(), "troupe.work", answer.work().value())));
    Metrics.count(Metric.PROPOSALS, answer.granted() ? "granted" : "refused");
    if (answer.granted()) {
      Metrics.lasted(Metric.HANDOVER, nowNanos - proposal.atNanos());
      errand.granted++;
    } else if (answer.stillReady()) {
      errand.cancelled = true;
    } else if (!errand.cancelled) {
      proposeFromBacklog(errand, 1, now, nowNanos);
    }
    finishIfSettled(errand);
    if (answer.stillReady()) {
      ready(proposal.work(), now, nowNanos);
    }
  }

  /**
   * Takes in what the read side holds ready, most urgent first. A part of it is a reason to read the rest only if it brings news.
   *
   * @param all whether that is all there is
   */
  void reloaded(List<ReadyWork> page, boolean all, Instant now, long nowNanos) {
    if (all) {
      backlog.markComplete();
    }
    Set<WorkId> underWay = errands.values().stream().flatMap(errand -> errand.proposals.keySet().stream()).collect(Collectors.toSet());
    boolean news = false;
    for (ReadyWork work : page) {
      if (!underWay.contains(work.id()) && backlog.offer(work)) {
        news = true;
        serve(work, now, nowNanos);
      }
    }
    if (news && !all) {
      backlog.markIncomplete();
    }
  }

  /** Gives up on items that did not answer, and on agents that are long gone. */
  void tick(long nowNanos) {
    line.forgetUntil(nowNanos);
    backlog.tick(nowNanos);
    long timeout = settings.proposalTimeout().toNanos();
    for (Errand errand : List.copyOf(errands.values())) {
      int asked = errand.proposals.size();
      if (errand.proposals.values().removeIf(proposal -> nowNanos - proposal.atNanos() > timeout)) {
        Metrics.count(Metric.PROPOSALS, asked - errand.proposals.size(), "unanswered");
        errand.unsure = true;
        finishIfSettled(errand);
      }
    }
  }

  /** Sends everyone who waits away, to ask again: the dispatcher is about to move. */
  void close() {
    List<Match> all = new ArrayList<>();
    line.all().forEach(all::add);
    all.forEach(match -> settle(Key.of(match), 0, false));
  }

  private void serve(ReadyWork work, Instant now, long nowNanos) {
    Optional<WaitingLine.Waiter> waiter = line.takeFor(work);
    if (waiter.isEmpty()) {
      return;
    }
    Match match = waiter.get().match();
    if (match.nudgeOnly()) {
      directory.tell(match.agent(), new AgentCommand.WorkArrived(match.requestId(), team));
      return;
    }
    Errand errand = new Errand(match, waiter.get().forgetAtNanos());
    proposeFromBacklog(errand, match.max(), now, nowNanos);
    errands.put(Key.of(match), errand);
  }

  private void proposeFromBacklog(Errand errand, int count, Instant now, long nowNanos) {
    Optional<OpenSpan> span = OpenSpan.below(errand.match.cause(), "dispatch propose");
    List<WorkId> works = new ArrayList<>();
    Optional<ReadyWork> best;
    do {
      best = backlog.takeFor(errand.match, now);
      best.ifPresent(
          work -> {
            // One message, one span: it ends with the first item's answer.
            errand.proposals.put(work.id(), new Proposal(work, nowNanos, works.isEmpty() ? span : Optional.empty()));
            works.add(work.id());
          });
    } while (best.isPresent() && works.size() < count);
    if (!works.isEmpty()) {
      propose.accept(span.map(open -> errand.match.under(open.spanId())).orElse(errand.match), works);
    }
  }

  private void finishIfSettled(Errand errand) {
    if (!errand.proposals.isEmpty()) {
      return;
    }
    errands.remove(Key.of(errand.match));
    if (errand.granted > 0 || errand.cancelled || errand.unsure) {
      settle(Key.of(errand.match), errand.granted, errand.unsure);
    } else {
      waitOrSettle(errand);
    }
  }

  private void waitOrSettle(Errand errand) {
    if (errand.match.maxWait().isZero()) {
      settle(Key.of(errand.match), 0, false);
    } else {
      waitInLine(errand.match, errand.forgetAtNanos);
    }
  }

  private static long forgetAt(Match match, long nowNanos) {
    return nowNanos + match.maxWait().plus(FORGET_MARGIN).toNanos();
  }

  private void waitInLine(Match match, long forgetAtNanos) {
    if (!line.add(match, forgetAtNanos)) {
      directory.tell(
          match.agent(),
          new AgentCommand.MatchRefused(
              match.requestId(),
              team,
              Refusal.limited(
                  Code.OVERLOADED, "Expected fewer agents waiting in team " + team + ".", settings.waitingCapacity())));
    }
  }

  private void settle(Key key, int granted, boolean unsure) {
    directory.tell(key.agent(), new AgentCommand.MatchSettled(key.request(), team, granted, unsure ? Optional.of(true) : Optional.empty()));
  }

  /** One item is told directly, the shortest way; several in one message to the clerk. */
  static void propose(
      Match match, List<WorkId> works, ActorRef<DispatchCommand> proposer, Directory directory, ActorRef<WorkBatch> clerk) {
    if (works.size() == 1) {
      directory.tell(works.get(0), proposal(match, proposer));
    } else {
      clerk.tell(new WorkBatch.Propose(batched(match, proposer), works));
    }
  }

  private static WorkBatch.Proposal batched(Match match, ActorRef<DispatchCommand> proposer) {
    return new WorkBatch.Proposal(match.agent(), match.capabilities(), match.requestId(), match.lease(), match.cause(), proposer);
  }

  /** The proposal of an item to itself, on an agent's behalf. */
  private static WorkCommand.Claim proposal(Match match, ActorRef<DispatchCommand> proposer) {
    return new WorkCommand.Claim(
        match.agent(), match.capabilities(), match.requestId(), match.lease(), match.cause(), Optional.of(proposer));
  }
}
