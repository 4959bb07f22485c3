package dev.troupe.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.KeyId;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.KeySpec;
import dev.troupe.protocol.KeyView;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.SecretHash;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
  private static final KeyText KEY = KeyText.make(new KeyId("k1"));
  private static final String ADMIN_KEY = "an-admin-key-of-more-than-32-characters";

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private Optional<Code> entitySays = Optional.empty();
  private Optional<Instant> expiresAt = Optional.empty();
  private int asked;
  private final List<String> written = new ArrayList<>();
  private final Authenticator authenticator = new Authenticator(this::verify, this::note, settings(""), () -> now, Runnable::run);

  @Test
  void letsInWhoHoldsAKeyAndAsksForItOnceInAWhile() {
    assertThat(present(KEY.text())).isInstanceOfSatisfying(Verdict.Known.class, known -> {
      assertThat(known.identity().actor()).isEqualTo("key:team-a");
      assertThat(known.identity().mayActAs(new AgentId("team-a-7"))).isTrue();
    });
    now = now.plusMillis(4_999);
    assertThat(present(KEY.text())).isInstanceOf(Verdict.Known.class);
    assertThat(asked).isEqualTo(1);
    now = now.plusMillis(1);
    present(KEY.text());
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void hearsOfARevocationWithinTheStatedTime() {
    present(KEY.text());
    entitySays = Optional.of(Code.UNAUTHENTICATED);
    assertThat(present(KEY.text())).isInstanceOf(Verdict.Known.class);
    now = now.plusSeconds(5);
    assertThat(present(KEY.text())).isInstanceOf(Verdict.Refused.class);
    entitySays = Optional.of(Code.UNAVAILABLE);
    assertThat(code(present(KEY.text()))).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void goesOnForAWhileWhenNobodyCanSay() {
    present(KEY.text());
    entitySays = Optional.of(Code.UNAVAILABLE);
    now = now.plusSeconds(59);
    assertThat(present(KEY.text())).isInstanceOf(Verdict.Known.class);
    now = now.plusSeconds(1);
    assertThat(code(present(KEY.text()))).isEqualTo(Code.UNAVAILABLE);
    assertThat(authenticator.refusals()).isZero();
  }

  @Test
  void remembersNobodyBeyondTheEndOfTheirKey() {
    expiresAt = Optional.of(now.plusSeconds(2));
    present(KEY.text());
    now = now.plusSeconds(2);
    entitySays = Optional.of(Code.UNAUTHENTICATED);
    assertThat(present(KEY.text())).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void holdsAnAddressBackThatTriesTooOftenButNotItsGoodNeighbours() {
    present(KEY.text());
    for (int i = 0; i < 3; i++) {
      assertThat(code(present("trp_nobody_" + "00".repeat(31) + "0" + i, "10.0.0.1"))).isEqualTo(Code.UNAUTHENTICATED);
    }
    int before = asked;
    Verdict limited = present("trp_nobody_" + "00".repeat(32), "10.0.0.1");
    assertThat(limited).isEqualTo(new Verdict.Limited(Duration.ofMinutes(1)));
    assertThat(asked).isEqualTo(before);
    now = now.plusSeconds(30);
    assertThat(present(KEY.text(), "10.0.0.1")).isInstanceOf(Verdict.Known.class);
    assertThat(code(present("wrong", "10.0.0.2"))).isEqualTo(Code.UNAUTHENTICATED);
    now = now.plusSeconds(30);
    assertThat(code(present("wrong", "10.0.0.1"))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(authenticator.refusals()).isEqualTo(5);
    assertThat(written).containsExactly("10.0.0.1 nobody", "10.0.0.2 -", "10.0.0.1 -");
  }

  @Test
  void countsAnIpv6NetworkAsOneAndForgetsTheOldest() throws UnknownHostException {
    FailedAttempts failed = new FailedAttempts(2, 2);
    failed.note(InetAddress.getByName("2001:db8::1"), now);
    failed.note(InetAddress.getByName("2001:db8::2"), now);
    assertThat(failed.limited(InetAddress.getByName("2001:db8::3"), now)).isPresent();
    assertThat(failed.limited(InetAddress.getByName("2001:db8:0:1::3"), now)).isEmpty();
    failed.note(InetAddress.getByName("10.0.0.1"), now);
    failed.note(InetAddress.getByName("10.0.0.2"), now);
    assertThat(failed.addresses()).isEqualTo(2);
    FailedAttempts crowd = new FailedAttempts(2, 1_000);
    int writtenDown = 0;
    for (int i = 0; i < 200; i++) {
      writtenDown += crowd.note(InetAddress.getByName("10.0.1." + i), now).isPresent() ? 1 : 0;
    }
    assertThat(writtenDown).isEqualTo(60);
    assertThat(failed.limited(InetAddress.getByName("2001:db8::3"), now)).isEmpty();
  }

  @Test
  void refusesWhoPresentsNothingWithoutCounting() {
    assertThat(code(authenticate(Optional.empty(), "10.0.0.1"))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(code(authenticate(Optional.of("Basic abc"), "10.0.0.1"))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(code(authenticate(Optional.of("Bearer  "), "10.0.0.1"))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(code(authenticate(Optional.of("Bearer " + "x".repeat(9_000)), "10.0.0.1"))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(authenticator.refusals()).isZero();
  }

  @Test
  void knowsTheConfiguredAdmin() {
    Authenticator configured = new Authenticator(this::verify, this::note, settings("admin-key = " + ADMIN_KEY), () -> now, Runnable::run);
    Verdict verdict = configured.authenticate(Optional.of("bearer " + ADMIN_KEY), InetAddress.getLoopbackAddress()).toCompletableFuture().join();
    assertThat(verdict).isEqualTo(new Verdict.Known(Identity.CONFIGURED_ADMIN));
    assertThat(code(present(ADMIN_KEY))).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(settings("admin-key = " + ADMIN_KEY).toString()).doesNotContain(ADMIN_KEY, SecretHash.of(ADMIN_KEY).value());
  }

  @Test
  void remembersSoManyCallersAtMost() {
    KnownCallers known = new KnownCallers(Duration.ofSeconds(5), Duration.ofSeconds(60), 10);
    for (int i = 0; i < 100; i++) {
      known.remember(SecretHash.of("k" + i), Identity.CONFIGURED_ADMIN, now);
    }
    assertThat(known.size()).isEqualTo(10);
    assertThat(known.fresh(SecretHash.of("k99"), now)).isPresent();
  }

  @Test
  void makesKeysOf256RandomBitsThatDoNotPrintThem() {
    assertThat(KEY.text()).matches("trp_k1_[0-9a-f]{64}");
    assertThat(KEY.toString()).isEqualTo("trp_k1_…");
    assertThat(KeyText.make(KEY.id()).text()).isNotEqualTo(KEY.text());
    assertThat(KeyText.read("trp_k1_" + "0".repeat(63))).isEmpty();
  }

  @Test
  void refusesSettingsThatContradictEachOther() {
    assertThatThrownBy(() -> settings("mode = open, admin-key = " + ADMIN_KEY)).hasMessageContaining("TROUPE_AUTH");
    assertThatThrownBy(() -> settings("admin-key = short")).hasMessageContaining("32").hasMessageNotContaining("short");
    assertThatThrownBy(() -> settings("verdict-grace = 1 s")).hasMessageContaining("verdict-grace");
    assertThatThrownBy(() -> settings("mode = of")).hasMessageContaining("open or keys");
  }

  private void note(String address, Optional<KeyId> presented) {
    written.add(address + " " + presented.map(KeyId::value).orElse("-"));
  }

  private CompletionStage<KeyReply> verify(KeyId id, SecretHash presented) {
    asked++;
    boolean good = id.equals(KEY.id()) && presented.matches(KEY.hash());
    Optional<Code> refusal = good ? entitySays : Optional.of(Code.UNAUTHENTICATED);
    KeySpec spec = new KeySpec("team-a", KeyRole.AGENT, List.of(new AgentPattern("team-a-*")), expiresAt);
    return CompletableFuture.completedFuture(
        refusal
            .<KeyReply>map(code -> new KeyReply.Refused(Refusal.of(code, "Expected otherwise.")))
            .orElseGet(() -> new KeyReply.Accepted(new KeyView(id, spec, now, "admin-key", Optional.empty(), Optional.empty()), false)));
  }

  private Verdict present(String text) {
    return present(text, "127.0.0.1");
  }

  private Verdict present(String text, String address) {
    return authenticate(Optional.of("Bearer " + text), address);
  }

  private Verdict authenticate(Optional<String> header, String address) {
    try {
      return authenticator.authenticate(header, InetAddress.getByName(address)).toCompletableFuture().join();
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Code code(Verdict verdict) {
    return ((Verdict.Refused) verdict).refusal().code();
  }

  private static AuthSettings settings(String change) {
    Config config =
        ConfigFactory.parseString("troupe.gateway.auth { mode = keys, failures-per-minute = 3, " + change + " }")
            .withFallback(ConfigFactory.parseResources("reference.conf"))
            .resolve();
    return AuthSettings.from(config.getConfig("troupe.gateway"));
  }
}
