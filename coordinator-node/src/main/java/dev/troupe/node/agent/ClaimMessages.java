package dev.troupe.node.agent;

import akka.actor.typed.ActorRef;
import dev.troupe.node.Directory;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.DispatchCommand;
import dev.troupe.protocol.LeaseToken;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.WorkCommand;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the claims of one agent tell dispatchers and items. Each message may be told again: whoever gets it twice answers twice and does it once. */
final class ClaimMessages {
  private final AgentId agent;
  private final Directory directory;
  private final ActorRef<WorkReply> nobody;

  /** @param nobody where answers go that nobody needs */
  ClaimMessages(AgentId agent, Directory directory, ActorRef<WorkReply> nobody) {
    this.agent = agent;
    this.directory = directory;
    this.nobody = nobody;
  }

  /** Asks one item. */
  void claim(ClaimRequest request, WorkId work, AgentProfile profile) {
    directory.tell(
        work, new WorkCommand.Claim(agent, profile.capabilities(), request.id, request.lease, request.cause, Optional.empty()));
  }

  /** Asks the dispatcher of the team whose turn it is. */
  void match(ClaimRequest request, AgentProfile profile) {
    Duration wait = request.waitsAtSeveralTeams() ? Duration.ZERO : request.maxWait;
    match(request, request.teams.get(request.team), wait, false, profile);
    request.outstanding = true;
  }

  /** Asks the dispatchers of all its teams to say when they have something. */
  void listen(ClaimRequest request, AgentProfile profile) {
    request.teams.forEach(team -> match(request, team, request.maxWait, true, profile));
  }

  void cancelMatch(RequestId request, List<TeamId> teams) {
    teams.forEach(team -> directory.tell(team, new DispatchCommand.CancelMatch(agent, request)));
  }

  void giveBack(WorkId work, LeaseToken token) {
    directory.tell(work, new WorkCommand.Release(agent, token, Optional.empty(), Cause.troupe("claim-desk"), nobody));
  }

  private void match(ClaimRequest request, TeamId team, Duration wait, boolean nudgeOnly, AgentProfile profile) {
    directory.tell(
        team,
        new DispatchCommand.Match(
            agent,
            request.id,
            profile.capabilities(),
            request.workTypes,
            request.reserved(),
            wait,
            nudgeOnly,
            request.lease,
            request.cause,
            request.outstanding && !nudgeOnly ? Optional.of(true) : Optional.empty()));
  }
}
