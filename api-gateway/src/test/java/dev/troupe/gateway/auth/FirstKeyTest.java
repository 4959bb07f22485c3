package dev.troupe.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import dev.troupe.protocol.KeyReply;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstKeyTest {
  @TempDir Path folder;

  @Test
  void isLeftToItsOwnerAloneAndLetsTheFirstAdminIn() throws Exception {
    Path place = folder.resolve("first-admin.key");
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (Fleet fleet = Fleet.start(true, "troupe.gateway.auth { mode = keys, failures-per-minute = 3, first-key-path = \"" + place + "\" }")) {
      String key = awaitKey(place);
      assertThat(key).matches("trp_first_[0-9a-f]{64}");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place))).isEqualTo("rw-------");
      assertThat(names()).containsExactly("first-admin.key");
      Answer keys = get(fleet, "/v1/keys", key);
      assertThat(keys.status()).isEqualTo(200);
      assertThat(keys.body().at("/items/0/name").asText()).isEqualTo("first-admin");
      assertThat(keys.body().at("/items/0/created_by").asText()).isEqualTo("troupe:first-key");
      for (int i = 0; i < 3; i++) {
        assertThat(get(fleet, "/v1/keys", "wrong-" + i).status()).isEqualTo(401);
      }
      Answer limited = get(fleet, "/v1/keys", "wrong-4");
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.code()).isEqualTo("rate_limited");
      assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(50, 60);
      assertThat(get(fleet, "/v1/keys", key).status()).isEqualTo(200);
      assertThat(fleet.client.get("/health/live").status()).isEqualTo(200);
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("trp_first_");
  }

  @Test
  void leavesNothingWhereTheKeyWasMadeBefore() throws Exception {
    CompletableFuture<KeyReply> answer = new CompletableFuture<>();
    FirstKey.offer(null, key -> answer, folder.resolve("first-admin.key"));
    assertThat(names()).hasSize(1);
    answer.complete(new KeyReply.Refused(Refusal.of(Code.IDEMPOTENCY_KEY_REUSED, "Expected the same key.")));
    assertThat(names()).isEmpty();
  }

  @Test
  void refusesAPlaceWhereNothingCanBeWritten() {
    assertThatThrownBy(() -> FirstKey.offer(null, key -> new CompletableFuture<>(), folder.resolve("none/first-admin.key")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("first-key-path");
  }

  private static Answer get(Fleet fleet, String path, String key) {
    return fleet.client.send(fleet.client.request(path).header("Authorization", "Bearer " + key).GET());
  }

  private static String awaitKey(Path place) throws Exception {
    Instant patience = Instant.now().plus(Duration.ofSeconds(20));
    while (!Files.exists(place)) {
      assertThat(Instant.now()).as("the first key").isBefore(patience);
      Thread.onSpinWait();
    }
    return Files.readString(place).strip();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
