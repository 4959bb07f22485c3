package dev.troupe.node.keys;

import dev.troupe.node.Decision;
import dev.troupe.node.keys.KeyEvent.KeyCreated;
import dev.troupe.node.keys.KeyEvent.KeyRevoked;
import dev.troupe.node.keys.KeyEvent.KeyUsed;
import dev.troupe.node.keys.KeyState.Issued;
import dev.troupe.node.keys.KeyState.KeyRecord;
import dev.troupe.node.keys.KeyState.Known;
import dev.troupe.node.keys.KeyState.Request;
import dev.troupe.node.keys.KeyState.Revoked;
import dev.troupe.node.keys.KeyState.Unknown;
import dev.troupe.protocol.Cause;
import dev.troupe.protocol.KeyCommand;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a key: a pure function of its state, a command and the time. */
final class KeyRules {
  /** Said of a key that was never made and of a wrong secret alike, so that nobody learns which keys there are. */
  private static final String NOT_A_KEY = "Expected a key of this service, but it is none.";

  private KeyRules() {}

  /** @param noteUseEvery how long the last noted use stands for those that follow */
  static Decision<KeyEvent> decide(KeyState state, KeyCommand command, Duration noteUseEvery, Instant now) {
    if (command instanceof KeyCommand.Create create) {
      return create(state, create, now);
    }
    if (command instanceof KeyCommand.Verify verify) {
      return verify(state, verify, noteUseEvery, now);
    }
    if (state instanceof Unknown) {
      return command instanceof KeyCommand.Asked
          ? refuse(Code.NOT_FOUND, "Expected key " + state.id() + ", but there is none.")
          : new Decision.Nothing<>();
    }
    if (command instanceof KeyCommand.Revoke revoke) {
      return state instanceof Revoked
          ? new Decision.Repeated<>()
          : new Decision.Store<>(new KeyRevoked(state.id(), now, revoke.cause()));
    }
    return new Decision.Nothing<>();
  }

  /** @throws IllegalStateException when the event cannot follow this state: the journal is broken, or there is a bug */
  static KeyState evolve(KeyState state, KeyEvent event) {
    if (event instanceof KeyCreated created && state instanceof Unknown) {
      Optional<Request> request = Request.of(created.by());
      return new Issued(
          new KeyRecord(
              created.key(), created.spec(), created.secretHash(), created.at(), created.by().actor(), request, Optional.empty()));
    }
    if (event instanceof KeyUsed used && state instanceof Issued issued) {
      return new Issued(issued.key().usedAt(used.at()));
    }
    if (event instanceof KeyRevoked revoked && state instanceof Issued issued) {
      return new Revoked(issued.key(), revoked.at());
    }
    throw new IllegalStateException(
        "Expected an event that can follow " + state.getClass().getSimpleName() + " of key " + state.id() + ", but the journal has "
            + event.action() + ".");
  }

  private static Decision<KeyEvent> create(KeyState state, KeyCommand.Create create, Instant now) {
    if (!(state instanceof Known known)) {
      return create.spec().isExpiredAt(now)
          ? new Decision.Refused<>(Refusal.invalid("expires_at", "Expected a time to come, but it is over."))
          : new Decision.Store<>(new KeyCreated(state.id(), create.spec(), create.secretHash(), now, create.cause()));
    }
    if (known.key().spec().equals(create.spec()) && known.key().secretHash().matches(create.secretHash())) {
      return new Decision.Nothing<>();
    }
    Optional<Request> request = Request.of(create.cause());
    return request.isPresent() && request.equals(known.key().request())
        ? new Decision.Repeated<>()
        : refuse(Code.IDEMPOTENCY_KEY_REUSED, "Expected a new key, but this request made key " + state.id() + " out of another body.");
  }

  private static Decision<KeyEvent> verify(KeyState state, KeyCommand.Verify verify, Duration noteUseEvery, Instant now) {
    if (!(state instanceof Known known) || !known.key().secretHash().matches(verify.presented())) {
      return refuse(Code.UNAUTHENTICATED, NOT_A_KEY);
    }
    if (known instanceof Revoked revoked) {
      return refuse(Code.UNAUTHENTICATED, "Expected a good key, but this one was revoked at " + revoked.revokedAt() + ".");
    }
    if (known.key().spec().isExpiredAt(now)) {
      return refuse(
          Code.UNAUTHENTICATED, "Expected a good key, but this one expired at " + known.key().spec().expiresAt().get() + ".");
    }
    boolean noted = known.key().lastUsedAt().filter(last -> now.isBefore(last.plus(noteUseEvery))).isPresent();
    Cause user = new Cause("key:" + known.key().spec().name(), Optional.empty(), "", Optional.empty());
    return noted ? new Decision.Nothing<>() : new Decision.Store<>(new KeyUsed(state.id(), now, user));
  }

  private static Decision<KeyEvent> refuse(Code code, String detail) {
    return new Decision.Refused<>(Refusal.of(code, detail));
  }
}
