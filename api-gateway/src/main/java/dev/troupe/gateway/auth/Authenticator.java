package dev.troupe.gateway.auth;

import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.SecretHash;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Says who a caller is, from its header {@code Authorization: Bearer …}. Whoever was let in lately is let in again without asking; so a
 * revocation takes effect after {@code verdict-cache} at the latest, or after {@code verdict-grace} on a node that cannot reach the key.
 * Attempts with something wrong are counted by address ({@link FailedAttempts}); calls that present nothing are refused, but not counted,
 * and callers that were let in lately are never held back because of a neighbour behind the same address.
 */
public final class Authenticator {
  private static final String SCHEME = "bearer ";
  private static final int LONGEST = 8_192;

  private final Keys keys;
  private final Audit audit;
  private final AuthSettings settings;
  private final Optional<JwtVerifier> tokens;
  private final KnownCallers known;
  private final FailedAttempts failed;
  private final InstantSource clock;
  private final Executor blocking;

  /** Says whether this is the secret of that key, and the key good. */
  public interface Keys {
    CompletionStage<KeyReply> verify(KeyId id, SecretHash presented);
  }

  /** Has it written down that an address presented something wrong, and for which key, if it named one. */
  public interface Audit {
    void refused(String address, Optional<KeyId> presented);
  }

  /** @param blocking where to wait for an issuer's public keys */
  public Authenticator(Keys keys, Audit audit, AuthSettings settings, InstantSource clock, Executor blocking) {
    this.keys = keys;
    this.audit = audit;
    this.settings = settings;
    this.tokens = settings.jwt().map(JwtVerifier::new);
    this.known = new KnownCallers(settings.freshFor(), settings.graceFor(), settings.maxCallers());
    this.failed = new FailedAttempts(settings.failuresPerMinute(), settings.maxAddresses());
    this.clock = clock;
    this.blocking = blocking;
  }

  /** @param authorization the header's value */
  public CompletionStage<Verdict> authenticate(Optional<String> authorization, InetAddress address) {
    Optional<String> presented = authorization.flatMap(Authenticator::bearer);
    if (presented.isEmpty()) {
      return done(refused("Expected the header Authorization: Bearer <key>, but there is none."));
    }
    SecretHash hash = SecretHash.of(presented.get());
    Instant now = clock.instant();
    Optional<Identity> fresh = known.fresh(hash, now);
    if (fresh.isPresent()) {
      return done(new Verdict.Known(fresh.get()));
    }
    Optional<Identity> stale = known.stale(hash, now);
    Optional<Duration> wait = stale.isPresent() ? Optional.empty() : failed.limited(address, now);
    return wait.isPresent()
        ? done(new Verdict.Limited(wait.get()))
        : look(presented.get(), hash).thenApply(verdict -> noted(verdict, presented.get(), hash, stale, address));
  }

  /** Attempts with something wrong, since this node started. */
  public long refusals() {
    return failed.total();
  }

  private CompletionStage<Verdict> look(String presented, SecretHash hash) {
    if (settings.adminKey().filter(key -> key.matches(hash)).isPresent()) {
      return done(new Verdict.Known(Identity.CONFIGURED_ADMIN));
    }
    Optional<KeyText> key = KeyText.read(presented);
    if (key.isPresent()) {
      return keys.verify(key.get().id(), hash).thenApply(Authenticator::verdict);
    }
    return tokens.isPresent() && presented.indexOf('.') > 0
        ? CompletableFuture.supplyAsync(() -> tokens.get().verify(presented), blocking)
        : done(refused("Expected a key of this service, but it is none."));
  }

  private Verdict noted(Verdict verdict, String presented, SecretHash hash, Optional<Identity> stale, InetAddress address) {
    Instant now = clock.instant();
    if (verdict instanceof Verdict.Known caller) {
      known.remember(hash, caller.identity(), now);
      return verdict;
    }
    boolean wrong = verdict instanceof Verdict.Refused refused && refused.refusal().code() == Code.UNAUTHENTICATED;
    if (!wrong) {
      return stale.<Verdict>map(Verdict.Known::new).orElse(verdict);
    }
    known.forget(hash);
    failed.note(address, now).ifPresent(from -> audit.refused(from, KeyText.read(presented).map(KeyText::id)));
    return verdict;
  }

  private static Verdict verdict(KeyReply reply) {
    return reply instanceof KeyReply.Accepted accepted
        ? new Verdict.Known(Identity.of(accepted.key()))
        : new Verdict.Refused(((KeyReply.Refused) reply).refusal());
  }

  private static Optional<String> bearer(String authorization) {
    boolean isBearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String presented = isBearer ? authorization.substring(SCHEME.length()).strip() : "";
    return presented.isEmpty() || presented.length() > LONGEST ? Optional.empty() : Optional.of(presented);
  }

  private static Verdict refused(String detail) {
    return new Verdict.Refused(Refusal.of(Code.UNAUTHENTICATED, detail));
  }

  private static CompletionStage<Verdict> done(Verdict verdict) {
    return CompletableFuture.completedFuture(verdict);
  }
}
