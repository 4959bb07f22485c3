package dev.troupe.node.agent;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import dev.troupe.node.Decision;
import dev.troupe.node.agent.AgentState.Enrolled;
import dev.troupe.node.agent.AgentState.Retired;
import dev.troupe.node.agent.AgentState.Unknown;
import dev.troupe.protocol.AgentCommand;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentProfile;
import dev.troupe.protocol.AgentReply;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.TeamId;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentRulesTest {
  private static final AgentId ADA = new AgentId("ada");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Cause BY = new Cause("agent:ada", Optional.empty(), "", Optional.empty());
  private static final ActorRef<AgentReply> NOBODY = null;

  private AgentState state = new Unknown(ADA);
  private boolean holdsClaims;
  private Decision<AgentEvent> last;

  @Test
  void registersOnceAndAnswersARepeat() {
    does(register(1));
    assertThat(state).isInstanceOf(Enrolled.class);
    does(register(1));
    assertThat(last).isInstanceOf(Decision.Repeated.class);
  }

  @Test
  void takesANewProfileOverAndKeepsTheRecord() {
    does(register(1));
    does(usage("r1", "f"));
    does(register(5));
    assertThat(record().profile().capacity()).isEqualTo(5);
    assertThat(record().usage().tokensIn()).isEqualTo(10);
  }

  @Test
  void refusesAStranger() {
    does(claim());
    assertThat(refusal()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void refusesClaimsWhileDraining() {
    does(register(1));
    does(new AgentCommand.Drain(BY, NOBODY));
    does(claim());
    assertThat(refusal()).isEqualTo(Code.WRONG_STATE);
    does(new AgentCommand.Resume(BY, NOBODY));
    does(claim());
    assertThat(last).isInstanceOf(Decision.Nothing.class);
  }

  @Test
  void isLostAfterSilenceAndReturnsWithASignOfLife() {
    does(register(1));
    does(new AgentMessages.LifeTimeUp());
    assertThat(((Enrolled) state).lost()).isTrue();
    does(heartbeat());
    assertThat(((Enrolled) state).lost()).isFalse();
  }

  @Test
  void retiresOnlyWithoutClaimsUnlessForced() {
    does(register(1));
    holdsClaims = true;
    does(new AgentCommand.Retire(false, BY, NOBODY));
    assertThat(refusal()).isEqualTo(Code.WRONG_STATE);
    does(new AgentCommand.Retire(true, BY, NOBODY));
    assertThat(state).isInstanceOf(Retired.class);
    does(claim());
    assertThat(refusal()).isEqualTo(Code.RETIRED);
    does(register(1));
    assertThat(state).isInstanceOf(Enrolled.class);
  }

  @Test
  void countsUsageOnceForARepeatedHeartbeat() {
    does(register(1));
    does(usage("r1", "f"));
    does(usage("r1", "f"));
    assertThat(last).isInstanceOf(Decision.Repeated.class);
    assertThat(record().usage().tokensIn()).isEqualTo(10);
    does(usage("r1", "g"));
    assertThat(refusal()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void refusesAKeyThatMeantSomethingElse() {
    does(register(1));
    does(new AgentCommand.Drain(under("k", "drain"), NOBODY));
    does(new AgentCommand.Resume(under("k", "resume"), NOBODY));
    assertThat(refusal()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void answersEveryCommandInEveryState() {
    Enrolled present = new Enrolled(registered(), false, false);
    List<AgentState> states =
        List.of(
            new Unknown(ADA), present, new Enrolled(present.agent(), true, false), new Enrolled(present.agent(), false, true), new Retired(present.agent()));
    List<AgentCommand> commands =
        List.of(
            new AgentCommand.Get(NOBODY), register(2), heartbeat(), usage("r", "f"), new AgentCommand.Drain(BY, NOBODY), new AgentCommand.Resume(BY, NOBODY),
            new AgentCommand.Retire(true, BY, NOBODY), claim(),
            new AgentCommand.ClaimById(new WorkId("w"), Optional.empty(), new RequestId("r"), BY, NOBODY, Optional.empty()),
            new AgentMessages.LifeTimeUp(), new AgentCommand.Wake());
    for (AgentState each : states) {
      for (AgentCommand command : commands) {
        state = each;
        does(command);
        assertThat(last).as("%s in %s", command, each).isNotNull();
      }
    }
  }

  private AgentState.AgentRecord registered() {
    does(register(1));
    AgentState.AgentRecord record = record();
    state = new Unknown(ADA);
    return record;
  }

  private void does(AgentCommand command) {
    last = AgentRules.decide(state, command, holdsClaims, NOON);
    if (last instanceof Decision.Store<AgentEvent> store) {
      state = AgentRules.evolve(state, store.event());
    }
  }

  private Code refusal() {
    return ((Decision.Refused<AgentEvent>) last).refusal().code();
  }

  private AgentState.AgentRecord record() {
    return ((AgentState.Known) state).agent();
  }

  private static AgentCommand.Register register(int capacity) {
    AgentProfile profile = new AgentProfile(new TeamId("default"), Set.of(), capacity, Optional.empty(), Map.of());
    return new AgentCommand.Register(profile, BY, NOBODY);
  }

  private static AgentCommand.Heartbeat heartbeat() {
    return new AgentCommand.Heartbeat(List.of(), Optional.empty(), BY, NOBODY);
  }

  private static AgentCommand.Heartbeat usage(String request, String fingerprint) {
    return new AgentCommand.Heartbeat(
        List.of(), Optional.of(new Usage(10, 2, new BigDecimal("0.01"))), under(request, fingerprint), NOBODY);
  }

  private static AgentCommand.ClaimNext claim() {
    return new AgentCommand.ClaimNext(1, Duration.ZERO, Set.of(), List.of(), Optional.empty(), new RequestId("r"), BY, NOBODY, Optional.empty());
  }

  private static Cause under(String request, String fingerprint) {
    return new Cause("agent:ada", Optional.of(new RequestId(request)), fingerprint, Optional.empty());
  }
}
