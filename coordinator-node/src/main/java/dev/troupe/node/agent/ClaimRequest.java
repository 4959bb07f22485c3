package dev.troupe.node.agent;

import akka.actor.typed.ActorRef;
import dev.troupe.node.OpenSpan;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.Sizes;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkBatch;
import dev.troupe.protocol.WorkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A claim on its way from the question to the answer. Changed by {@link ClaimDesk} alone. */
final class ClaimRequest {
  /** The same request may be asked again while it is open; more copies than this are refused. */
  static final int MAX_COPIES = 16;

  /** What the request waits for. */
  enum Stage {
    /** The dispatcher that was asked is to settle. */
    MATCHING,
    /** Several teams have nothing; the first to have something will say so. */
    LISTENING,
    /** Its time is over; what is proposed already is to be settled. */
    CLOSING,
    /** Its dispatcher cannot tell what was granted; the journal is to. */
    LOOKING,
    /** Items that were asked by id are to answer. */
    ASKING
  }

  final RequestId id;
  final Cause cause;
  final Optional<OpenSpan> span;
  final List<ActorRef<AgentReply>> askers = new ArrayList<>();
  final Duration maxWait;
  final Set<String> workTypes;
  final List<TeamId> teams;
  final Optional<Duration> lease;
  /** Added to by {@link #take} alone. */
  final Map<WorkId, ClaimGrant> granted = new LinkedHashMap<>(2);

  private long grantedBytes;

  /** Items asked by id that have not answered. */
  final Set<WorkId> unanswered = new LinkedHashSet<>();

  Stage stage;

  /** How many leases at most; 0 when it only asks again for what it has. */
  int want;

  /** A dispatcher was asked and has not said what became of it. */
  boolean outstanding;

  /** The time it was willing to wait is over. */
  boolean over;

  /** The journal is being asked. */
  boolean inJournal;

  /** The team whose dispatcher is asked now, as an index into {@link #teams}. */
  int team;

  /** Grants that were given back, because there was no room for them. */
  int returned;

  /** How many grants the dispatcher has promised, once it has settled. */
  Optional<Integer> promised = Optional.empty();

  private ClaimRequest(
      RequestId id,
      Cause cause,
      int want,
      Duration maxWait,
      Set<String> workTypes,
      List<TeamId> teams,
      Optional<Duration> lease,
      Stage stage) {
    this.id = id;
    this.span = OpenSpan.below(cause, "agent claim");
    this.cause = OpenSpan.under(cause, span);
    this.want = want;
    this.maxWait = maxWait;
    this.workTypes = workTypes;
    this.teams = teams;
    this.lease = lease;
    this.stage = stage;
  }

  static ClaimRequest next(
      RequestId id, Cause cause, int want, Duration maxWait, Set<String> workTypes, List<TeamId> teams, Optional<Duration> lease) {
    return new ClaimRequest(id, cause, want, maxWait, workTypes, teams, lease, Stage.MATCHING);
  }

  /** @param want the room it takes up until it is answered; 0 when it only asks again for what it has */
  static ClaimRequest byId(RequestId id, Cause cause, List<WorkId> works, int want, Optional<Duration> lease) {
    ClaimRequest request = new ClaimRequest(id, cause, want, Duration.ZERO, Set.of(), List.of(), lease, Stage.ASKING);
    request.unanswered.addAll(works);
    return request;
  }

  /** From now on it only asks these items for what they have granted it. */
  void repeats(List<WorkId> works) {
    want = 0;
    granted.clear();
    grantedBytes = 0;
    unanswered.addAll(works);
    stage = Stage.ASKING;
  }

  /** Its dispatcher has settled and knows of grants, not all of which have come. */
  boolean isPromised() {
    return stage != Stage.ASKING && promised.orElse(0) > 0;
  }

  boolean waitsAtSeveralTeams() {
    return teams.size() > 1;
  }

  /** Whether it only asks again for what it was given before. */
  boolean isRepeat() {
    return stage == Stage.ASKING && want == 0;
  }

  /** Whether one more lease can be told in the same answer: it has to fit into one message. */
  boolean fits(ClaimGrant grant) {
    return granted.isEmpty() || grantedBytes + Sizes.of(grant.work()) <= WorkBatch.MAX_BYTES;
  }

  void take(ClaimGrant grant) {
    ClaimGrant before = granted.put(grant.work().id(), grant);
    grantedBytes += Sizes.of(grant.work()) - (before == null ? 0 : Sizes.of(before.work()));
  }

  /** Room that is taken by what may still be granted. */
  int reserved() {
    return Math.max(0, want - granted.size());
  }
}
