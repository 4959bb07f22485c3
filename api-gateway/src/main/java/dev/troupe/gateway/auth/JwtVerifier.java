package dev.troupe.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.troupe.protocol.AgentPattern;
import dev.troupe.protocol.KeyRole;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks tokens of an identity provider (RFC 7519, RFC 8725): signature by a key of the issuer with an algorithm of the list, issuer,
 * audience, {@code exp}, {@code nbf}, a subject, and a role. Blocks while it fetches the issuer's keys, a few seconds at most.
 */
final class JwtVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(JwtVerifier.class);
  private static final int FETCH_MILLIS = 3_000;
  private static final int LARGEST_JWKS_BYTES = 256 * 1024;

  /** What a subject may be made of: it becomes an actor in the audit trail. */
  private static final Pattern SUBJECT = Pattern.compile("[!-~]{1,200}");

  private final JwtSettings settings;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private volatile boolean keysRead;

  JwtVerifier(JwtSettings settings) {
    this.settings = settings;
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.<SecurityContext>create(settings.keys(), retriever())
            .cache(settings.refresh().toMillis(), 2 * FETCH_MILLIS)
            .refreshAheadCache(false)
            .build();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(settings.algorithms(), source));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            settings.audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            Set.of("sub", "exp", settings.roleClaim()));
    claims.setMaxClockSkew(Math.toIntExact(settings.clockSkew().toSeconds()));
    processor.setJWTClaimsSetVerifier(claims);
  }

  Verdict verify(String token) {
    try {
      return identity(processor.process(token, null));
    } catch (KeySourceException away) {
      return withoutKeys(away);
    } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException bad) {
      LOG.debug("A token was refused: {}", bad.getMessage());
      return refused(notGood());
    }
  }

  /** An unknown key makes the issuer's be read again, but not more often than every 30 s; in between it is simply unknown. */
  private Verdict withoutKeys(KeySourceException away) {
    if (away instanceof RateLimitReachedException && keysRead) {
      return refused(notGood());
    }
    LOG.warn("The keys of issuer {} cannot be read from {}: {}", settings.issuer(), settings.keys(), away.getMessage());
    return new Verdict.Refused(Refusal.of(Code.UNAVAILABLE, "Expected to check the token, but its issuer's keys cannot be read. Ask again."));
  }

  private String notGood() {
    return "Expected a good token of " + settings.issuer() + ", but it is none.";
  }

  private Verdict identity(JWTClaimsSet claims) {
    if (!SUBJECT.matcher(claims.getSubject()).matches()) {
      return refused("Expected a subject of at most 200 printable ASCII characters in the token, but it is another.");
    }
    Optional<KeyRole> role = role(texts(claims.getClaim(settings.roleClaim())));
    if (role.isEmpty()) {
      return refused("Expected exactly one role of Troupe in the claim " + settings.roleClaim() + ", but there is none, or more.");
    }
    List<AgentPattern> agents =
        role.get() == KeyRole.AGENT ? texts(claims.getClaim(settings.agentsClaim())).stream().map(AgentPattern::new).toList() : List.of();
    if (role.get() == KeyRole.AGENT && agents.isEmpty()) {
      return refused("Expected the agents it may act as in the claim " + settings.agentsClaim() + ", but there are none.");
    }
    String subject = "jwt:" + claims.getSubject();
    return new Verdict.Known(
        new Identity(
            subject,
            subject,
            role.get(),
            agents,
            Optional.of(claims.getExpirationTime().toInstant().plus(settings.clockSkew()))));
  }

  private static Optional<KeyRole> role(List<String> values) {
    List<KeyRole> roles = new ArrayList<>();
    for (KeyRole role : KeyRole.values()) {
      if (values.contains(role.name().toLowerCase(Locale.ROOT))) {
        roles.add(role);
      }
    }
    return roles.size() == 1 ? Optional.of(roles.get(0)) : Optional.empty();
  }

  /** A text, or the texts in a list. */
  private static List<String> texts(Object claim) {
    if (claim instanceof Collection<?> many) {
      return many.stream().filter(String.class::isInstance).map(String.class::cast).limit(100).toList();
    }
    return claim instanceof String one ? List.of(one) : List.of();
  }

  private static Verdict refused(String detail) {
    return new Verdict.Refused(Refusal.of(Code.UNAUTHENTICATED, detail));
  }

  private ResourceRetriever retriever() {
    ResourceRetriever web = new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, LARGEST_JWKS_BYTES);
    return url -> {
      Resource keys = url.getProtocol().equals("file") ? file(url) : web.retrieveResource(url);
      keysRead = true;
      return keys;
    };
  }

  private static Resource file(URL url) throws IOException {
    try {
      return new Resource(Files.readString(Path.of(url.toURI())), "application/json");
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
