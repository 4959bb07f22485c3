package dev.troupe.gateway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where a certificate and its key stand.
 *
 * @param certificates the certificate first, then those of its issuers, if any
 * @param key of that certificate: PKCS#8, not encrypted; RSA or EC
 * @param trusted certificates of those who vouch for the other side; empty: whom the JDK trusts
 */
public record PemFiles(Path certificates, Path key, Optional<Path> trusted) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = new char[0];
  private static final byte[] PROBE = new byte[32];

  /**
   * What the files say now; a context has the files as they were when it was made.
   *
   * @throws GeneralSecurityException when one of them says something else, or the key is not that of the certificate
   */
  public SSLContext context() throws IOException, GeneralSecurityException {
    PrivateKey ownKey = readKey();
    Certificate[] chain = readCertificates(certificates).toArray(Certificate[]::new);
    requireThatTheyFit(ownKey, chain[0]);
    KeyStore own = emptyStore();
    own.setKeyEntry("own", ownKey, NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.isPresent() ? trust(trusted.get()).getTrustManagers() : null, null);
    return context;
  }

  /** While files are replaced, one may be new and the other old: with such a pair every handshake would fail. */
  private void requireThatTheyFit(PrivateKey ownKey, Certificate certificate) throws GeneralSecurityException {
    String algorithm = ownKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    boolean fit = ownKey.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm());
    if (fit) {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(ownKey);
      signing.update(PROBE);
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(PROBE);
      fit = verifying.verify(signing.sign());
    }
    if (!fit) {
      throw new GeneralSecurityException("Expected the key in " + key + " to be that of the certificate in " + certificates + ", but it is another's.");
    }
  }

  private static TrustManagerFactory trust(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : readCertificates(file)) {
      store.setCertificateEntry("trusted-" + number++, certificate);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }

  private PrivateKey readKey() throws IOException, GeneralSecurityException {
    Matcher text = KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
    if (!text.find()) {
      throw new GeneralSecurityException("Expected an unencrypted PKCS#8 key in " + key + " (BEGIN PRIVATE KEY), but there is none.");
    }
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text.group(1)));
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException another) {
        // A key does not say in plain words of which kind it is: the next one is tried.
      }
    }
    throw new GeneralSecurityException("Expected an RSA or EC key in " + key + ", but it is of another kind.");
  }

  private static Collection<? extends Certificate> readCertificates(Path file) throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> read =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    if (read.isEmpty()) {
      throw new GeneralSecurityException("Expected a certificate in " + file + ", but there is none.");
    }
    return read;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
