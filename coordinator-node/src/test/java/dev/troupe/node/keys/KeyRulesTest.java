package dev.troupe.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.node.Decision;
import dev.troupe.node.keys.KeyEvent.KeyCreated;
import dev.troupe.node.keys.KeyEvent.KeyRevoked;
import dev.troupe.node.keys.KeyEvent.KeyUsed;
import dev.troupe.node.keys.KeyState.Issued;
import dev.troupe.node.keys.KeyState.Unknown;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.RequestId;
import dev.troupe.protocol.SecretHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRulesTest {
  private static final KeyId ID = new KeyId("k1");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration NOTE_EVERY = Duration.ofMinutes(5);
  private static final SecretHash HASH = SecretHash.of("right");
  private static final SecretHash WRONG = SecretHash.of("wrong");
  private static final KeySpec SPEC = new KeySpec("ops", KeyRole.OPERATOR, List.of(), Optional.of(NOON.plusSeconds(3600)));
  private static final Cause ADMIN = new Cause("admin-key", Optional.of(new RequestId("r-1")), "f1", Optional.empty());
  private static final KeyState NEVER_MADE = new Unknown(ID);
  private static final KeyState ISSUED = KeyRules.evolve(NEVER_MADE, new KeyCreated(ID, SPEC, HASH, NOON, ADMIN));
  private static final KeyState REVOKED = KeyRules.evolve(ISSUED, new KeyRevoked(ID, NOON.plusSeconds(1), ADMIN));

  @Test
  void makesAKeyOnce() {
    assertThat(decide(NEVER_MADE, create(SPEC, HASH, ADMIN), NOON)).isEqualTo(new Decision.Store<>(new KeyCreated(ID, SPEC, HASH, NOON, ADMIN)));
    assertThat(decide(ISSUED, create(SPEC, HASH, ADMIN), NOON)).isInstanceOf(Decision.Nothing.class);
  }

  @Test
  void knowsARepeatThatBringsAnotherSecret() {
    assertThat(decide(ISSUED, create(SPEC, WRONG, ADMIN), NOON)).isInstanceOf(Decision.Repeated.class);
    Cause otherBody = new Cause("admin-key", ADMIN.requestId(), "f2", Optional.empty());
    assertThat(refusal(decide(ISSUED, create(SPEC, WRONG, otherBody), NOON))).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
    Cause noRequest = Cause.troupe("first-key");
    assertThat(refusal(decide(REVOKED, create(SPEC, WRONG, noRequest), NOON))).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void refusesToMakeAKeyThatIsOver() {
    assertThat(refusal(decide(NEVER_MADE, create(SPEC, HASH, ADMIN), NOON.plusSeconds(3600)))).isEqualTo(Code.INVALID);
  }

  @Test
  void knowsItsSecretAndNoOther() {
    assertThat(refusal(verify(ISSUED, WRONG, NOON))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(refusal(verify(NEVER_MADE, HASH, NOON))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(verify(ISSUED, WRONG, NOON)).isEqualTo(verify(NEVER_MADE, HASH, NOON));
    assertThat(verify(REVOKED, WRONG, NOON)).isEqualTo(verify(NEVER_MADE, HASH, NOON));
  }

  @Test
  void refusesAKeyThatWasRevokedOrHasExpired() {
    assertThat(refusal(verify(REVOKED, HASH, NOON))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(verify(ISSUED, HASH, NOON.plusSeconds(3599))).isInstanceOf(Decision.Store.class);
    assertThat(refusal(verify(ISSUED, HASH, NOON.plusSeconds(3600)))).isEqualTo(Code.UNAUTHENTICATED);
  }

  @Test
  void notesItsUseOnceInAWhile() {
    Decision<KeyEvent> first = verify(ISSUED, HASH, NOON);
    assertThat(first).isInstanceOfSatisfying(Decision.Store.class, store -> assertThat(((KeyEvent) store.event()).actor()).contains("key:ops"));
    KeyState used = KeyRules.evolve(ISSUED, new KeyUsed(ID, NOON, ADMIN));
    assertThat(verify(used, HASH, NOON.plusSeconds(299))).isInstanceOf(Decision.Nothing.class);
    assertThat(verify(used, HASH, NOON.plusSeconds(300))).isInstanceOf(Decision.Store.class);
    assertThat(((Issued) used).view().lastUsedAt()).contains(NOON);
  }

  @Test
  void isRevokedOnceAndForEver() {
    assertThat(decide(ISSUED, new KeyCommand.Revoke(ADMIN, null), NOON)).isInstanceOf(Decision.Store.class);
    assertThat(decide(REVOKED, new KeyCommand.Revoke(ADMIN, null), NOON)).isInstanceOf(Decision.Repeated.class);
    assertThat(refusal(decide(NEVER_MADE, new KeyCommand.Revoke(ADMIN, null), NOON))).isEqualTo(Code.NOT_FOUND);
    assertThatThrownBy(() -> KeyRules.evolve(REVOKED, new KeyUsed(ID, NOON, ADMIN))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void answersAQuestionForTheKeyUnlessThereIsNone() {
    assertThat(decide(ISSUED, new KeyCommand.Get(null), NOON)).isInstanceOf(Decision.Nothing.class);
    assertThat(decide(REVOKED, new KeyCommand.Get(null), NOON)).isInstanceOf(Decision.Nothing.class);
    assertThat(refusal(decide(NEVER_MADE, new KeyCommand.Get(null), NOON))).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void bindsTheRoleAgentToAgentsAndNoOther() {
    assertThatThrownBy(() -> new KeySpec("a", KeyRole.AGENT, List.of(), Optional.empty())).hasMessageContaining("agents");
    assertThatThrownBy(() -> new KeySpec("a", KeyRole.VIEWER, List.of(new AgentPattern("x")), Optional.empty())).hasMessageContaining("agents");
    assertThatThrownBy(() -> new AgentPattern("a*b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AgentPattern("**")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AgentPattern("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printsNoHash() {
    assertThat(new KeyCreated(ID, SPEC, HASH, NOON, ADMIN).toString()).doesNotContain(HASH.value());
  }

  private static Decision<KeyEvent> decide(KeyState state, KeyCommand command, Instant now) {
    return KeyRules.decide(state, command, NOTE_EVERY, now);
  }

  private static Decision<KeyEvent> verify(KeyState state, SecretHash presented, Instant now) {
    return decide(state, new KeyCommand.Verify(presented, null), now);
  }

  private static KeyCommand create(KeySpec spec, SecretHash hash, Cause cause) {
    return new KeyCommand.Create(spec, hash, cause, null);
  }

  private static Code refusal(Decision<KeyEvent> decision) {
    return ((Decision.Refused<KeyEvent>) decision).refusal().code();
  }
}
