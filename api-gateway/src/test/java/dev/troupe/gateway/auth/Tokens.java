package dev.troupe.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** An identity provider with an RSA and an EC key, whose public halves stand in a file. */
public final class Tokens {
  public static final String ISSUER = "https://id.example";
  public static final String AUDIENCE = "troupe";

  private final RSAKey rsa;
  private final ECKey ec;
  public final Path jwks;

  public Tokens() throws JOSEException, IOException {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    jwks = Files.createTempFile("troupe-jwks", ".json");
    jwks.toFile().deleteOnExit();
    Files.writeString(jwks, new JWKSet(List.of(rsa, ec)).toString(true));
  }

  /** The settings that let these tokens in. */
  public String settings() {
    return "troupe.gateway.auth.jwt { issuer = \"" + ISSUER + "\", audience = \"" + AUDIENCE + "\", jwks = \"" + jwks + "\" }\n";
  }

  /** Good for five minutes. */
  public static JWTClaimsSet.Builder claims(String role) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(List.of("another", AUDIENCE))
        .subject("ada@example")
        .claim("troupe_role", role)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  public String rsa(JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims);
  }

  String ec(JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims);
  }

  /** By a key of nobody, under the name of one that is known. */
  static String forged(JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(new RSAKeyGenerator(2048).keyID("rsa").generate()), claims);
  }

  /** With the public key as a shared secret, the classic confusion of algorithms. */
  String confused(JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.HS256, "rsa", new MACSigner(rsa.toRSAPublicKey().getEncoded()), claims);
  }

  /** By a good key with an algorithm that is not on the list. */
  String unlisted(JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.PS256, "rsa", new RSASSASigner(rsa), claims);
  }

  String withUnknownKeyId(JWTClaimsSet claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, "nobody", new RSASSASigner(rsa), claims);
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  private static String signed(JWSAlgorithm algorithm, String key, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
    token.sign(signer);
    return token.serialize();
  }
}
