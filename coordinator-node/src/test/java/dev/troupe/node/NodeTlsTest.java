package dev.troupe.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With certificates, only who has one of the nodes' own authority gets into the cluster. */
class NodeTlsTest {
  @TempDir static Path folder;

  private final java.util.ArrayList<ActorSystem<Void>> systems = new java.util.ArrayList<>();

  /** Two authorities of the same names, made by the script that people use. */
  @BeforeAll
  static void makeCertificates() throws Exception {
    Path script = Path.of("..", "deploy", "make-dev-ca.sh").toAbsolutePath().normalize();
    for (String authority : List.of("ours", "strangers")) {
      Process made =
          new ProcessBuilder("bash", script.toString(), folder.resolve(authority).toString())
              .redirectErrorStream(true)
              .redirectOutput(new File(folder.toFile(), authority + ".log"))
              .start();
      assertThat(made.waitFor()).as(Files.readString(folder.resolve(authority + ".log"))).isZero();
    }
  }

  @AfterEach
  void stop() {
    systems.forEach(ActorSystem::terminate);
    for (ActorSystem<Void> system : systems) {
      try {
        system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
      } catch (Exception slow) {
        throw new AssertionError("Expected the system to end.", slow);
      }
    }
  }

  @Test
  void letsInOnlyWhoHasACertificateOfTheNodes() {
    ActorSystem<Void> first = start(certificates("ours"));
    join(first, first);
    awaitUp(first, 1);
    ActorSystem<Void> stranger = start(certificates("strangers"));
    ActorSystem<Void> plain = start(Map.of());
    join(stranger, first);
    join(plain, first);
    ActorSystem<Void> second = start(certificates("ours"));
    join(second, first);
    awaitUp(first, 2);
    // Whoever may join is in by now; the others have tried all the while, and get as long again.
    Instant until = Instant.now().plusSeconds(4);
    while (Instant.now().isBefore(until)) {
      assertThat(members(first)).containsExactlyInAnyOrder(address(first), address(second));
      assertThat(Cluster.get(stranger).selfMember().status()).isNotEqualTo(MemberStatus.up());
      assertThat(Cluster.get(plain).selfMember().status()).isNotEqualTo(MemberStatus.up());
      Thread.onSpinWait();
    }
  }

  /** A certificate of the nodes' authority, but for another purpose, by another name. */
  @Test
  void keepsOutACertificateOfAnotherName() throws Exception {
    ActorSystem<Void> first = start(certificates("ours"));
    join(first, first);
    awaitUp(first, 1);
    ActorSystem<Void> other = start(issued("prometheus"));
    join(other, first);
    ActorSystem<Void> second = start(certificates("ours"));
    join(second, first);
    awaitUp(first, 2);
    assertThat(members(first)).containsExactlyInAnyOrder(address(first), address(second));
    assertThat(Cluster.get(other).selfMember().status()).isNotEqualTo(MemberStatus.up());
  }

  private static Map<String, String> certificates(String authority) {
    Path made = folder.resolve(authority);
    return Map.of(
        "TROUPE_TLS_CERT", made.resolve("node_cert").toString(),
        "TROUPE_TLS_KEY", made.resolve("node_key").toString(),
        "TROUPE_TLS_CA", made.resolve("node_ca").toString());
  }

  private static Map<String, String> issued(String name) throws Exception {
    Path ours = folder.resolve("ours");
    String issue =
        "set -e; openssl req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout other_key -out other.csr"
            + "; openssl x509 -req -in other.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -out other_cert";
    Process made =
        new ProcessBuilder("bash", "-c", issue).directory(ours.toFile()).redirectErrorStream(true).redirectOutput(new File(folder.toFile(), "other.log")).start();
    assertThat(made.waitFor()).as(Files.readString(folder.resolve("other.log"))).isZero();
    Map<String, String> files = new TreeMap<>(certificates("ours"));
    files.put("TROUPE_TLS_CERT", ours.resolve("other_cert").toString());
    files.put("TROUPE_TLS_KEY", ours.resolve("other_key").toString());
    return files;
  }

  private ActorSystem<Void> start(Map<String, String> environment) {
    Config small =
        ConfigFactory.parseString(
            "akka.remote.artery.canonical.port = 0, akka.coordinated-shutdown.exit-jvm = off, akka.coordinated-shutdown.run-by-actor-system-terminate = off,"
                + " akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = off, akka.persistence.journal.plugin = \"\","
                // There is no database here for a lease.
                + " akka.cluster.split-brain-resolver.active-strategy = keep-majority");
    // The variables reach HOCON through the real environment only, so they are laid over by name.
    Config named =
        ConfigFactory.parseMap(
            environment.isEmpty()
                ? Map.of()
                : Map.of(
                    "troupe.tls.certificate", environment.get("TROUPE_TLS_CERT"),
                    "troupe.tls.key", environment.get("TROUPE_TLS_KEY"),
                    "troupe.tls.authority", environment.get("TROUPE_TLS_CA")));
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "troupe", NodeConfig.load(environment, small.withFallback(named)));
    systems.add(system);
    return system;
  }

  private static void join(ActorSystem<Void> system, ActorSystem<Void> seed) {
    Cluster.get(system).manager().tell(new JoinSeedNodes(List.of(Cluster.get(seed).selfMember().address())));
  }

  private static void awaitUp(ActorSystem<Void> system, int count) {
    Instant limit = Instant.now().plus(Duration.ofSeconds(60));
    while (members(system).size() < count) {
      assertThat(Instant.now()).as("members %s", members(system)).isBefore(limit);
      Thread.onSpinWait();
    }
  }

  private static Set<String> members(ActorSystem<Void> system) {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .map(Member::address)
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  private static String address(ActorSystem<Void> system) {
    return Cluster.get(system).selfMember().address().toString();
  }
}
