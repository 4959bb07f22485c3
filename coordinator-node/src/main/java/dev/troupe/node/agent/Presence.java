package dev.troupe.node.agent;

import dev.troupe.node.agent.AgentState.Enrolled;
import dev.troupe.node.agent.AgentState.Known;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.AgentReply.Directive;
import dev.troupe.protocol.AgentReply.HeldLease;
import dev.troupe.protocol.AgentStatus;
import dev.troupe.protocol.AgentView;
import dev.troupe.protocol.AgentView.Achievements;
import dev.troupe.protocol.LeaseEnding;
import dev.troupe.protocol.LeaseRef;
import dev.troupe.protocol.WorkCommand.RenewReply;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How an agent stands at the moment, and what it is to be told at its next heartbeat. Soft. */
final class Presence {
  private static final int MAX_CANCELLED = 1_000;

  private final AgentSettings settings;
  private Optional<Instant> lastSeen = Optional.empty();

  /** Leases that were cancelled under the agent and of which it has not been told. */
  private final Set<LeaseRef> cancelled = new LinkedHashSet<>();

  Presence(AgentSettings settings) {
    this.settings = settings;
  }

  void seen(Instant now) {
    lastSeen = Optional.of(now);
  }

  void claimEnded(AgentCommand.ClaimEnded ended) {
    if (ended.ending() == LeaseEnding.CANCELLED && cancelled.size() < MAX_CANCELLED) {
      cancelled.add(new LeaseRef(ended.work(), ended.token()));
    }
  }

  AgentStatus status(Known state, boolean holdsClaims, Instant now) {
    if (!(state instanceof Enrolled agent)) {
      return AgentStatus.RETIRED;
    }
    if (agent.lost()) {
      return AgentStatus.LOST;
    }
    if (agent.draining()) {
      return AgentStatus.DRAINING;
    }
    if (lastSeen.isPresent() && now.isAfter(lastSeen.get().plus(settings.lateAfter()))) {
      return AgentStatus.LATE;
    }
    return holdsClaims ? AgentStatus.ACTIVE : AgentStatus.IDLE;
  }

  AgentView view(Known state, ClaimLedger ledger, Instant now) {
    var agent = state.agent();
    return new AgentView(
        agent.id(),
        agent.profile(),
        status(state, !ledger.isEmpty(), now),
        lastSeen,
        ledger.works(),
        Optional.empty(),
        agent.usage(),
        agent.registeredAt(),
        agent.version());
  }

  static AgentReply answer(AgentView view, Optional<Achievements> achievements) {
    return new AgentReply.Accepted(
        new AgentView(
            view.id(),
            view.profile(),
            view.status(),
            view.lastHeartbeatAt(),
            view.openClaims(),
            achievements,
            view.usage(),
            view.registeredAt(),
            view.version()),
        false);
  }

  /** Puts the items' answers into the ledger, and the answer to the agent together. */
  AgentReply.Beat beat(AgentState state, ClaimLedger ledger, AgentMessages.Renewed renewed) {
    Map<WorkId, HeldLease> leases = new LinkedHashMap<>();
    for (RenewReply answer : renewed.answers()) {
      if (answer instanceof RenewReply.Renewed held) {
        ledger.hold(held.work(), held.token(), held.leaseExpiresAt());
        leases.put(held.work(), new HeldLease(held.work(), held.token(), Optional.of(held.leaseExpiresAt()), true, true));
      } else {
        ledger.end(answer.work(), answer.token());
        leases.put(answer.work(), new HeldLease(answer.work(), answer.token(), Optional.empty(), false, false));
        if (((RenewReply.Lost) answer).status().equals(Optional.of(WorkStatus.CANCELLED)) && cancelled.size() < MAX_CANCELLED) {
          cancelled.add(new LeaseRef(answer.work(), answer.token()));
        }
      }
    }
    ledger
        .held()
        .forEach(
            (work, held) ->
                leases.putIfAbsent(work, new HeldLease(work, held.token(), Optional.of(held.expiresAt()), true, false)));
    for (LeaseRef silent : renewed.beat().leases()) {
      leases.putIfAbsent(silent.work(), new HeldLease(silent.work(), silent.token(), Optional.empty(), true, false));
    }
    return new AgentReply.Beat(directives(state), List.copyOf(leases.values()));
  }

  private List<Directive> directives(AgentState state) {
    List<Directive> directives = new ArrayList<>();
    for (LeaseRef lease : cancelled) {
      directives.add(
          new Directive(
              Directive.Kind.CANCEL,
              Optional.of(lease.work()),
              Optional.of(lease.token()),
              "Work " + lease.work() + " was cancelled; stop working on it."));
    }
    cancelled.clear();
    if (state instanceof Enrolled agent && agent.draining()) {
      directives.add(
          new Directive(Directive.Kind.DRAIN, Optional.empty(), Optional.empty(), "Finish what you hold; nothing new will come."));
    }
    return directives;
  }
}
