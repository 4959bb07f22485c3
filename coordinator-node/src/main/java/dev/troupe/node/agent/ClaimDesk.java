package dev.troupe.node.agent;

import akka.actor.typed.ActorRef;
import dev.troupe.node.Alarms;
import dev.troupe.node.Directory;
import dev.troupe.node.agent.ClaimRequest.Stage;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes the claims of one agent from the question to the answer. Every claim of the agent passes here, so that it can keep two
 * promises: no more leases than the agent's capacity, and one set of leases for one request id.
 *
 * <p>A grant that nobody waits for any more is given back at once, unless its request was told that the outcome is unknown: then it is
 * kept for the repeat. Should giving back be lost and the entity crash as well, a repeat is told of that lease too: it gets all that its request
 * holds by the journal, which may then be one more than it asked for. No actor and no clock in here: what is told goes out through {@link ClaimMessages}, time comes in through
 * {@link Alarms}.
 */
final class ClaimDesk {
  private final AgentId agent;
  private final AgentSettings settings;
  private final ClaimMessages messages;
  private final Alarms<AgentCommand> alarms;
  private final ClaimLedger ledger;
  private final UntoldLeases untold;
  private final Consumer<ClaimRequest> lookUp;
  private final Map<RequestId, ClaimRequest> open = new HashMap<>();
  private final RecentAsks asks = new RecentAsks();
  private AgentProfile profile;

  private record RepairAlarm(RequestId request) {}

  private record WaitAlarm(RequestId request) {}

  private record GiveUpAlarm(RequestId request) {}

  /**
   * @param lookUp asks the journal what an open request got; ends in {@link #lookedUp} or {@link #lookUpFailed}
   * @param nobody where answers go that nobody needs
   */
  ClaimDesk(
      AgentId agent,
      AgentSettings settings,
      Directory directory,
      Alarms<AgentCommand> alarms,
      ClaimLedger ledger,
      Consumer<ClaimRequest> lookUp,
      ActorRef<WorkReply> nobody) {
    this.agent = agent;
    this.settings = settings;
    this.alarms = alarms;
    this.ledger = ledger;
    this.lookUp = lookUp;
    this.messages = new ClaimMessages(agent, directory, nobody);
    this.untold = new UntoldLeases(ledger, messages);
  }

  /** What the agent can do and hold from now on. */
  void uses(AgentProfile next) {
    profile = next;
  }

  boolean hasOpenRequests() {
    return !open.isEmpty();
  }

  /**
   * Takes note of the question, and tells whether it is a copy of one that was answered without a lease, or will be answered yet. Taken for a new one, such a copy would get a lease of which
   * nobody learns, after its request was refused. To be asked once for each copy that comes.
   */
  boolean isLateCopy(AgentCommand.Claim claim) {
    boolean isCopy = claim.ask().isPresent() && !asks.take(claim.ask().get());
    return isCopy && !open.containsKey(claim.requestId()) && ledger.find(claim.requestId()).filter(known -> !known.works().isEmpty()).isEmpty();
  }

  /** Whether only the journal can tell what a request got: see {@link UntoldLeases#mayExistFor}. */
  boolean onlyJournalKnows(AgentCommand.Claim claim) {
    return !open.containsKey(claim.requestId()) && untold.mayExistFor(claim);
  }

  /** Takes in what the journal tells of a request that only it knew. */
  void recall(AgentCommand.Claim claim, List<RecalledClaim> found) {
    untold.recall(claim, found, room());
  }

  /** Whether a claim would be refused for what the agent holds as far as known here; the word that a lease is over may be on its way. */
  boolean lacksRoomFor(RequestId id) {
    return !open.containsKey(id) && ledger.find(id).isEmpty() && !ledger.isEmpty() && room() <= 0;
  }

  void claimNext(AgentCommand.ClaimNext command) {
    if (joinsOrRepeats(command.requestId(), command.cause(), command.replyTo())) {
      return;
    }
    List<TeamId> teams = command.teams().isEmpty() ? List.of(profile.team()) : List.copyOf(command.teams());
    if (!hasRoom(command.replyTo())) {
      cancelWhatAnEarlierLifeAsked(command.requestId(), teams);
      return;
    }
    int want = Math.min(command.max(), room());
    ClaimRequest request =
        ClaimRequest.next(
            command.requestId(), command.cause(), want, command.maxWait(), command.workTypes(), teams, command.lease());
    start(request, command.replyTo());
    messages.match(request, profile);
    if (request.maxWait.isZero()) {
      alarms.set(new GiveUpAlarm(request.id), settings.answerWithin(), new AgentMessages.GiveUp(request.id));
    } else {
      alarms.set(new WaitAlarm(request.id), request.maxWait, new AgentMessages.WaitOver(request.id));
    }
    alarms.set(new RepairAlarm(request.id), settings.repairEvery(), new AgentMessages.RepairDue(request.id));
  }

  void claimById(AgentCommand.ClaimById command) {
    if (joinsOrRepeats(command.requestId(), command.cause(), command.replyTo()) || !hasRoom(command.replyTo())) {
      return;
    }
    ask(
        ClaimRequest.byId(command.requestId(), command.cause(), List.of(command.work()), 1, command.lease()),
        command.replyTo());
  }

  void granted(RequestId id, ClaimGrant grant) {
    ClaimRequest request = open.get(id);
    WorkId work = grant.work().id();
    boolean isNew = !ledger.holds(work, grant.token());
    boolean tooMuch = request != null && (request.isRepeat() ? !request.unanswered.contains(work) : !request.fits(grant));
    if (isNew && (tooMuch || ledger.size() >= profile.capacity())) {
      giveBack(grant);
      if (request != null) {
        request.returned++;
      }
    } else if (request != null) {
      ledger.hold(grant);
      request.take(grant);
    } else {
      keepOrGiveBack(id, grant);
    }
    if (request != null) {
      request.unanswered.remove(work);
      finishIfDone(request);
    }
  }

  void refused(RequestId id, WorkId work, Refusal refusal) {
    ClaimRequest request = open.get(id);
    if (request == null || !request.unanswered.remove(work)) {
      return;
    }
    if (request.unanswered.isEmpty() && request.granted.isEmpty()) {
      finish(request, new AgentReply.Refused(request.isRepeat() ? leaseIsOver(request) : refusal));
    } else {
      finishIfDone(request);
    }
  }

  void settled(AgentCommand.MatchSettled settled) {
    ClaimRequest request = open.get(settled.requestId());
    if (request == null || request.stage == Stage.ASKING || request.stage == Stage.LOOKING || !isAsked(request, settled.team())) {
      return;
    }
    if (settled.unsure().isPresent()) {
      look(request);
      return;
    }
    request.outstanding = false;
    request.promised = Optional.of(settled.granted());
    if (settled.granted() > 0 || !request.granted.isEmpty()) {
      finishIfDone(request);
      if (open.containsKey(request.id)) {
        alarms.set(new GiveUpAlarm(request.id), settings.answerWithin(), new AgentMessages.GiveUp(request.id));
      }
    } else {
      nothingAt(request);
    }
  }

  /**
   * The journal has told what an open request got, of which its dispatcher could not. If that is something, the items are asked for it, as for a repeat; else the request goes on as a new
   * one. Whatever a dispatcher that has moved had granted is stored by then: a node that was given up stores nothing more.
   */
  void lookedUp(RequestId id, List<RecalledClaim> found) {
    ClaimRequest request = open.get(id);
    if (request == null || request.stage != Stage.LOOKING) {
      return;
    }
    request.inJournal = false;
    List<WorkId> works = found.isEmpty() ? List.of() : takeUp(request, found);
    if (!works.isEmpty()) {
      alarms.clear(new WaitAlarm(id));
      request.repeats(works);
      askAll(request);
    } else if (!request.granted.isEmpty() || request.over) {
      finish(request, new AgentReply.Claims(List.copyOf(request.granted.values())));
    } else {
      request.stage = Stage.MATCHING;
      request.outstanding = false;
      request.promised = Optional.empty();
      messages.match(request, profile);
    }
  }

  /** All that it got, with what was granted since the journal was asked. */
  private List<WorkId> takeUp(ClaimRequest request, List<RecalledClaim> found) {
    Set<WorkId> works = new LinkedHashSet<>(request.granted.keySet());
    found.stream().map(RecalledClaim::work).forEach(works::remove);
    open.remove(request.id);
    untold.keepWhatFits(request.id, request.cause.fingerprint(), found, request.want - works.size(), room());
    open.put(request.id, request);
    ledger.find(request.id).ifPresent(known -> works.addAll(known.works()));
    ledger.remember(request.id, request.cause.fingerprint(), List.copyOf(works));
    return List.copyOf(works);
  }

  /** It is tried again with the next repair. */
  void lookUpFailed(RequestId id) {
    ClaimRequest request = open.get(id);
    if (request != null) {
      request.inJournal = false;
    }
  }

  private void look(ClaimRequest request) {
    request.stage = Stage.LOOKING;
    if (!request.inJournal) {
      request.inJournal = true;
      lookUp.accept(request);
    }
  }

  void matchRefused(AgentCommand.MatchRefused refused) {
    ClaimRequest request = open.get(refused.requestId());
    if (request != null && request.granted.isEmpty()) {
      finish(request, new AgentReply.Refused(refused.refusal()));
    }
  }

  void workArrived(AgentCommand.WorkArrived arrived) {
    ClaimRequest request = open.get(arrived.requestId());
    if (request != null && request.stage == Stage.LISTENING && request.teams.contains(arrived.team())) {
      request.stage = Stage.MATCHING;
      request.team = request.teams.indexOf(arrived.team());
      messages.match(request, profile);
    }
  }

  /**
   * The dispatcher, or the items, may have moved to another node and lost what they were told. A new dispatcher says that it does not know the request. The word of a grant that was promised
   * is lost when it has not come by now.
   */
  void repair(RequestId id) {
    ClaimRequest request = open.get(id);
    if (request == null) {
      return;
    }
    if (request.stage == Stage.LOOKING || request.isPromised()) {
      look(request);
    } else if (request.stage == Stage.MATCHING) {
      messages.match(request, profile);
    } else if (request.stage == Stage.LISTENING) {
      messages.listen(request, profile);
    } else if (request.stage == Stage.CLOSING) {
      messages.cancelMatch(request.id, request.teams);
    } else {
      request.unanswered.forEach(work -> messages.claim(request, work, profile));
    }
    alarms.set(new RepairAlarm(id), settings.repairEvery(), new AgentMessages.RepairDue(id));
  }

  void waitOver(RequestId id) {
    ClaimRequest request = open.get(id);
    if (request == null) {
      return;
    }
    request.over = true;
    if (request.stage != Stage.LOOKING) {
      messages.cancelMatch(request.id, request.teams);
    }
    if (request.stage == Stage.LISTENING) {
      finish(request, new AgentReply.Claims(List.of()));
      return;
    }
    if (request.stage == Stage.MATCHING) {
      request.stage = Stage.CLOSING;
    }
    alarms.set(new GiveUpAlarm(id), settings.answerWithin(), new AgentMessages.GiveUp(id));
  }

  /**
   * Nobody answered in time. What was granted so far is the answer; if there is nothing, the outcome is unknown, also of a request whose wait is over: its dispatcher or the word of a
   * grant may be on the other side of a partition. What should still come is kept for the repeat, which asks the journal first.
   */
  void giveUp(RequestId id) {
    ClaimRequest request = open.get(id);
    if (request == null) {
      return;
    }
    if (request.stage != Stage.ASKING && !request.granted.isEmpty()) {
      finish(request, new AgentReply.Claims(List.copyOf(request.granted.values())));
      return;
    }
    if (!request.isRepeat()) {
      ledger.remember(id, request.cause.fingerprint(), List.of());
    }
    finish(
        request,
        new AgentReply.Refused(
            Refusal.of(Code.OUTCOME_UNKNOWN, "Expected an answer in time, but none came. Repeat it with the same request id.")));
  }

  private boolean joinsOrRepeats(RequestId id, Cause cause, ActorRef<AgentReply> asker) {
    ClaimRequest same = open.get(id);
    Optional<ClaimLedger.Remembered> before = ledger.find(id);
    String fingerprint = same != null ? same.cause.fingerprint() : before.map(ClaimLedger.Remembered::fingerprint).orElse(null);
    if (fingerprint == null) {
      return false;
    }
    if (!fingerprint.equals(cause.fingerprint())) {
      refuse(asker, Refusal.of(Code.IDEMPOTENCY_KEY_REUSED, "Expected a new request, but its id was used before for another one."));
    } else if (same != null && same.askers.contains(asker)) {
      // Told again by one who waits already.
      return true;
    } else if (same != null && same.askers.size() >= ClaimRequest.MAX_COPIES) {
      refuse(asker, Refusal.limited(Code.OVERLOADED, "Expected fewer copies of one request at a time.", ClaimRequest.MAX_COPIES));
    } else if (same != null) {
      same.askers.add(asker);
    } else if (before.orElseThrow().works().isEmpty()) {
      return false;
    } else {
      ask(ClaimRequest.byId(id, cause, before.get().works(), 0, Optional.empty()), asker);
    }
    return true;
  }

  private boolean hasRoom(ActorRef<AgentReply> asker) {
    if (open.size() >= settings.openRequests()) {
      refuse(asker, Refusal.limited(Code.OVERLOADED, "Expected fewer open claim requests of one agent.", settings.openRequests()));
      return false;
    }
    if (room() <= 0) {
      refuse(
          asker,
          Refusal.limited(
              Code.OVER_CAPACITY,
              "Expected agent " + agent + " to have room, but it holds or waits for " + profile.capacity() + " claims.",
              profile.capacity()));
      return false;
    }
    return true;
  }

  /** A request that waits at a dispatcher since before the entity moved may be told that there is no room, and would be granted an item after all. */
  private void cancelWhatAnEarlierLifeAsked(RequestId id, List<TeamId> teams) {
    if (ledger.isForgetful()) {
      messages.cancelMatch(id, teams);
    }
  }

  private int room() {
    int room = profile.capacity() - ledger.size();
    for (ClaimRequest request : open.values()) {
      room -= request.reserved();
    }
    return room;
  }

  private void start(ClaimRequest request, ActorRef<AgentReply> asker) {
    request.askers.add(asker);
    open.put(request.id, request);
  }

  private void ask(ClaimRequest request, ActorRef<AgentReply> asker) {
    start(request, asker);
    askAll(request);
  }

  private void askAll(ClaimRequest request) {
    request.unanswered.forEach(work -> messages.claim(request, work, profile));
    alarms.set(new GiveUpAlarm(request.id), settings.answerWithin(), new AgentMessages.GiveUp(request.id));
    alarms.set(new RepairAlarm(request.id), settings.repairEvery(), new AgentMessages.RepairDue(request.id));
  }

  private static boolean isAsked(ClaimRequest request, TeamId team) {
    return request.teams.get(request.team).equals(team);
  }

  /** The dispatcher that was asked has nothing: on to the next team, or wait for any, or answer. */
  private void nothingAt(ClaimRequest request) {
    request.promised = Optional.empty();
    if (request.stage == Stage.CLOSING) {
      finish(request, new AgentReply.Claims(List.of()));
    } else if (!request.waitsAtSeveralTeams()) {
      if (request.maxWait.isZero()) {
        finish(request, new AgentReply.Claims(List.of()));
      }
    } else if (request.team + 1 < request.teams.size()) {
      request.team++;
      messages.match(request, profile);
    } else if (request.maxWait.isZero()) {
      finish(request, new AgentReply.Claims(List.of()));
    } else {
      request.stage = Stage.LISTENING;
      messages.listen(request, profile);
    }
  }

  private void finishIfDone(ClaimRequest request) {
    boolean complete =
        request.stage == Stage.ASKING
            ? request.unanswered.isEmpty()
            : request.stage != Stage.LOOKING && request.granted.size() + request.returned >= request.promised.orElse(request.want);
    if (complete && !request.granted.isEmpty()) {
      finish(request, new AgentReply.Claims(List.copyOf(request.granted.values())));
    }
  }

  private void finish(ClaimRequest request, AgentReply answer) {
    open.remove(request.id);
    request.span.ifPresent(
        span -> span.end(answer instanceof AgentReply.Refused, Map.of("troupe.agent", agent.value(), "troupe.claims", Integer.toString(request.granted.size()))));
    alarms.clear(new RepairAlarm(request.id));
    alarms.clear(new WaitAlarm(request.id));
    alarms.clear(new GiveUpAlarm(request.id));
    if (!request.granted.isEmpty() && !request.isRepeat()) {
      ledger.remember(request.id, request.cause.fingerprint(), new ArrayList<>(request.granted.keySet()));
    } else if (answer instanceof AgentReply.Claims && !request.isRepeat() && request.cause.requestId().isPresent()) {
      ledger.toldNothing(request.id);
    }
    request.askers.forEach(asker -> asker.tell(answer));
  }

  /** A lease for a request that is not open. */
  private void keepOrGiveBack(RequestId id, ClaimGrant grant) {
    Optional<ClaimLedger.Remembered> before = ledger.find(id);
    WorkId work = grant.work().id();
    if (ledger.holds(work, grant.token())) {
      ledger.hold(grant);
      return;
    }
    if (before.isPresent() && before.get().works().isEmpty()) {
      ledger.hold(grant);
      ledger.remember(id, before.get().fingerprint(), List.of(work));
    } else {
      giveBack(grant);
    }
  }

  private void giveBack(ClaimGrant grant) {
    messages.giveBack(grant.work().id(), grant.token());
  }

  private static Refusal leaseIsOver(ClaimRequest request) {
    return Refusal.of(
        Code.LEASE_LOST, "Expected what request " + request.id + " got to be held still, but it is over. Claim under a new id.");
  }

  private static void refuse(ActorRef<AgentReply> asker, Refusal refusal) {
    asker.tell(new AgentReply.Refused(refusal));
  }
}
