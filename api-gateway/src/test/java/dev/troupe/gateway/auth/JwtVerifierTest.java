package dev.troupe.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.protocol.AgentId;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.Refusal.Code;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JwtVerifierTest {
  private static Tokens tokens;
  private static JwtVerifier verifier;

  @BeforeAll
  static void start() throws Exception {
    tokens = new Tokens();
    verifier = new JwtVerifier(JwtSettings.from(config("")).orElseThrow());
  }

  @Test
  void knowsWhomTheIssuerVouchesFor() throws Exception {
    Identity ada = known(tokens.rsa(Tokens.claims("operator").build()));
    assertThat(ada.actor()).isEqualTo("jwt:ada@example");
    assertThat(ada.role()).isEqualTo(KeyRole.OPERATOR);
    assertThat(ada.isGoodAt(Instant.now().plusSeconds(400))).isFalse();
    assertThat(known(tokens.ec(Tokens.claims("viewer").build())).role()).isEqualTo(KeyRole.VIEWER);
  }

  @Test
  void takesTheRoleFromAListWithOtherRoles() throws Exception {
    JWTClaimsSet listed = Tokens.claims("").claim("troupe_role", List.of("staff", "admin")).build();
    assertThat(known(tokens.rsa(listed)).role()).isEqualTo(KeyRole.ADMIN);
    assertRefused(tokens.rsa(Tokens.claims("").claim("troupe_role", List.of("viewer", "admin")).build()));
    assertRefused(tokens.rsa(Tokens.claims("ADMIN").build()));
    assertRefused(tokens.rsa(Tokens.claims("staff").build()));
  }

  @Test
  void bindsAnAgentToTheAgentsOfItsToken() throws Exception {
    Identity agent = known(tokens.rsa(Tokens.claims("agent").claim("troupe_agents", List.of("team-a-*")).build()));
    assertThat(agent.mayActAs(new AgentId("team-a-1"))).isTrue();
    assertThat(agent.mayActAs(new AgentId("team-b-1"))).isFalse();
    assertRefused(tokens.rsa(Tokens.claims("agent").build()));
    assertRefused(tokens.rsa(Tokens.claims("agent").claim("troupe_agents", "a*b").build()));
  }

  @Test
  void refusesATokenOfAnotherIssuerAudienceOrTime() throws Exception {
    assertRefused(tokens.rsa(Tokens.claims("admin").issuer("https://evil.example").build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").issuer(null).build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").audience("another").build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").audience((String) null).build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").expirationTime(Date.from(Instant.now().minusSeconds(31))).build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").expirationTime(null).build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").notBeforeTime(Date.from(Instant.now().plusSeconds(60))).build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").subject(null).build()));
    assertRefused(tokens.rsa(Tokens.claims("admin").subject("a b\u0000").build()));
  }

  @Test
  void refusesATokenTheIssuerDidNotSign() throws Exception {
    JWTClaimsSet claims = Tokens.claims("admin").build();
    assertRefused(Tokens.unsigned(claims));
    assertRefused(Tokens.forged(claims));
    assertRefused(tokens.confused(claims));
    assertRefused(tokens.unlisted(claims));
    String good = tokens.rsa(claims);
    assertRefused(good.substring(0, good.length() - 8) + "AAAAAAAA");
    assertRefused("a.b.c");
    assertRefused("..");
  }

  @Test
  void saysThatItCannotCheckWithoutTheIssuersKeys() throws Exception {
    Tokens others = new Tokens();
    String token = others.rsa(Tokens.claims("admin").build());
    Config config = ConfigFactory.parseString("jwks = \"" + others.jwks + "\"").withFallback(config(""));
    JwtVerifier blind = new JwtVerifier(JwtSettings.from(config).orElseThrow());
    Files.delete(others.jwks);
    assertThat(((Verdict.Refused) blind.verify(token)).refusal().code()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void readsTheIssuersKeysAgainForAnUnknownKeyButNotEveryTime() throws Exception {
    Tokens others = new Tokens();
    JwtVerifier fresh = new JwtVerifier(JwtSettings.from(config("")).orElseThrow());
    String token = others.withUnknownKeyId(Tokens.claims("admin").build());
    for (int i = 0; i < 3; i++) {
      assertThat(((Verdict.Refused) fresh.verify(token)).refusal().code()).isEqualTo(Code.UNAUTHENTICATED);
    }
    assertThat(fresh.verify(tokens.rsa(Tokens.claims("admin").build()))).isInstanceOf(Verdict.Known.class);
  }

  @Test
  void refusesSettingsThatWouldLetAnyoneIn() {
    assertThatThrownBy(() -> JwtSettings.from(config("algorithms = [HS256]"))).hasMessageContaining("algorithms");
    assertThatThrownBy(() -> JwtSettings.from(config("algorithms = [none]"))).hasMessageContaining("algorithms");
    assertThatThrownBy(() -> JwtSettings.from(config("algorithms = []"))).hasMessageContaining("algorithms");
    assertThatThrownBy(() -> JwtSettings.from(config("audience = \"\""))).hasMessageContaining("audience");
    assertThatThrownBy(() -> JwtSettings.from(config("jwks = \"http://id.example/keys\""))).hasMessageContaining("jwks");
    assertThatThrownBy(() -> JwtSettings.from(config("jwks = \"\""))).hasMessageContaining("jwks");
    assertThat(JwtSettings.from(config("issuer = \"\""))).isEmpty();
  }

  private static Identity known(String token) {
    assertThat(verifier.verify(token)).isInstanceOf(Verdict.Known.class);
    return ((Verdict.Known) verifier.verify(token)).identity();
  }

  private static void assertRefused(String token) {
    assertThat(verifier.verify(token))
        .isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.refusal().code()).isEqualTo(Code.UNAUTHENTICATED));
  }

  private static Config config(String change) {
    Config base = ConfigFactory.parseString(tokens.settings()).withFallback(ConfigFactory.parseResources("reference.conf")).resolve();
    return ConfigFactory.parseString(change).withFallback(base.getConfig("troupe.gateway.auth.jwt"));
  }
}
